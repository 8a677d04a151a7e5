//! The givens of the chapter *Why not squared error?*
