//! The givens of the chapter.
