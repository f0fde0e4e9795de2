//! Small pictures for buttons; decoration only, each button has a name of its own.

use yew::prelude::*;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    ToStart,
    ToEnd,
    Undo,
    Redo,
    Open,
    Link,
    Settings,
    Close,
    Help,
    Light,
    Dark,
    System,
    Contrast,
    Projector,
    FullScreen,
    Book,
    Add,
    Copy,
    Remove,
    More,
    Duplicate,
    Fault,
    Promote,
    RollBack,
    Whole,
    Charts,
}

/// Draws `icon` in the colour of the text around it.
pub fn draw(icon: Icon) -> Html {
    let path = match icon {
        Icon::Play => "M5 3.2v9.6l8-4.8z",
        Icon::Pause => "M5 3v10M11 3v10",
        Icon::ToStart => "M4 3v10M13 3.5 6.5 8l6.5 4.5z",
        Icon::ToEnd => "M12 3v10M3 3.5 9.5 8 3 12.5z",
        Icon::Undo => "M6 3.5 2.5 7 6 10.5M3 7h6.5a4 4 0 0 1 0 8H8",
        Icon::Redo => "M10 3.5 13.5 7 10 10.5M13 7H6.5a4 4 0 0 0 0 8H8",
        Icon::Open => "M2 12.5v-9h4l1.5 2H14v7z",
        Icon::Link => "M6.5 9.5 9.5 6.5M7 4.5l1.2-1.2a3 3 0 0 1 4.3 4.3L11 9M9 11.5l-1.2 1.2a3 3 0 0 1-4.3-4.3L5 7",
        Icon::Settings => "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.5v4M6 9.5v4",
        Icon::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
        Icon::Help => "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M8 12.6v.2",
        Icon::Light => {
            "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"
        }
        Icon::Dark => "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
        Icon::System => "M2 3h12v8H2zM6 14h4M8 11v3",
        Icon::Contrast => "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12M10.5 3.5v9M12.5 5v6",
        Icon::Projector => "M2 13 6.5 3 11 13M3.8 9h5.4M12 4.5v5M9.5 7h5",
        Icon::Book => {
            "M8 4C6.5 2.8 4.5 2.5 2 2.5v10c2.5 0 4.5.3 6 1.5 1.5-1.2 3.5-1.5 6-1.5v-10c-2.5 0-4.5.3-6 1.5zM8 4v10"
        }
        Icon::FullScreen => "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
        Icon::Add => "M8 3v10M3 8h10",
        Icon::Copy => "M6 6h7.5v7.5H6zM3.5 10H2.5V2.5H10v1",
        Icon::Remove => "M3 8h10",
        Icon::More => "M8 3v.2M8 8v.2M8 13v.2",
        Icon::Promote => "M2.5 3.5 8 8l-5.5 4.5zM8.5 3.5 14 8l-5.5 4.5z",
        Icon::RollBack => "M5.5 3 2 6.5 5.5 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H6",
        Icon::Fault => "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
        Icon::Duplicate => "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
        Icon::Whole => "M2 3v10M14 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",
        Icon::Charts => "M2 2v12h12M4.5 10.5l3-4 2.5 2 4-5",
    };
    let filled = matches!(icon, Icon::Play | Icon::ToStart | Icon::ToEnd | Icon::Promote);
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={path} fill={if filled { "currentColor" } else { "none" }} stroke="currentColor"
                stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}
