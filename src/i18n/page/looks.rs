//! The words of how the page is shown: enlarged, filling the screen.

use super::named::named;

named! {
    /// A word of how the page is shown.
    Show {
        Menu: ["화면과 공유", "Display and sharing"];
        HighContrast: ["고대비", "high contrast"];
        Projector: ["강의실용 큰 화면", "Projector: larger"];
        FullScreen: ["전체 화면 (F)", "Full screen (F)"];
    }
}
