//! The page, and the worker that simulates for it: one program, so that it is downloaded once.

fn main() {
    cutover::web::start();
}
