//! The givens of the chapter *One-hot labels: why the loss is −ln p*.
