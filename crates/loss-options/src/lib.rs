//! In the making.

pub mod worked;
