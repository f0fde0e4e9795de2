//! The screen: full or not, a part of somebody else's page, and how much larger than usual everything on it is.

use super::{mark, root, window};
use web_sys::{HtmlElement, MouseEvent};

/// Pixels of the window for each pixel of the page: more than one where everything is enlarged.
pub fn zoom() -> f64 {
    let body = window().and_then(|window| window.document()).and_then(|document| document.body());
    body.map_or(1.0, |body| of(&body))
}

fn of(element: &HtmlElement) -> f64 {
    let own = f64::from(element.offset_width());
    if own > 0.0 { element.get_bounding_client_rect().width() / own } else { 1.0 }
}

/// Where a pointer is in `element`, and the element's width and height, all in the element's own pixels.
pub fn point_in(element: &HtmlElement, event: &MouseEvent) -> [f64; 4] {
    let (bounds, zoom) = (element.get_bounding_client_rect(), of(element));
    let (x, y) = (f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
    [x, y, bounds.width(), bounds.height()].map(|length| length / zoom)
}

/// Fills the screen with the page, or no more. Where that is not allowed, nothing happens.
pub fn toggle_full() {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element().filter(|_| document.fullscreen_enabled()) {
        let _ = root.request_fullscreen();
    }
}

const EMBEDDED: &str = "data-embed";

/// The page shows the lanes alone, in a page of somebody else.
pub fn embed() {
    mark(EMBEDDED, "");
}

/// Whether it does.
pub fn is_embedded() -> bool {
    root().is_some_and(|root| root.has_attribute(EMBEDDED))
}
