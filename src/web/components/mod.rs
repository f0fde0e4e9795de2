//! The parts of the page. Each gets what it shows as properties and tells what was done through callbacks.

pub mod announcer;
pub mod busy;
pub mod field;
pub mod gallery;
pub mod header;
pub mod help;
pub mod hooks;
pub mod icon;
pub mod intro;
pub mod lab;
pub mod lane_card;
pub mod lanes;
pub mod modal;
pub mod narrative;
pub mod notices;
pub mod open_dialog;
pub mod pairs;
pub mod panel;
pub mod plan;
pub mod repeats;
pub mod situation;
pub mod steps;
pub mod take;
pub mod tradeoff;
pub mod transport;
pub mod verdict;
