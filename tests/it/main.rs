//! Integration tests.

mod argo;
mod autoscaling;
mod availability;
mod bench;
mod cli;
mod cluster;
mod clients;
mod invariants;
mod layers;
mod lifecycle;
mod manifest;
mod pairing;
mod plan;
mod program;
mod recording;
mod replications;
mod rollouts;
mod routing;
mod service;
mod source;
mod stepwise;
mod support;
mod theory;
mod tidy;
mod traces;
mod wrong_files;
