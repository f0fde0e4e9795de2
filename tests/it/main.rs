//! Integration tests.

mod invariants;
mod layers;
mod pairing;
mod rollouts;
mod source;
mod support;
mod theory;
mod tidy;
mod traces;
