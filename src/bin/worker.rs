//! The worker that simulates for the page.

fn main() {
    cutover::web::run_worker();
}
