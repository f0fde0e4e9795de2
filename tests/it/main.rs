//! Integration tests.
mod layers;
mod source;
mod tidy;
