//! The page.

fn main() {
    cutover::web::run_page();
}
