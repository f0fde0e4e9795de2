//! The curves of a sweep as a picture. Lines are told apart by their dashes and their names: a hue would stand for a version.

use super::plane::{Plane, number, short};
use crate::view::sweep::{Curves, Line};
use yew::prelude::*;

/// Where the picture has its frame.
const PLANE: Plane = Plane { size: [640.0, 320.0], frame: [86.0, 16.0, 496.0, 276.0] };
/// The dashes of the lanes' lines, in their order.
const DASHES: [&str; 6] = ["", "8 4", "2 3", "10 3 2 3", "5 2", "1 4"];
/// Longest name that has room beside the frame, letters.
const MOST_LETTERS: usize = 12;
/// Names that would stand closer are moved apart.
const NAME_GAP: f64 = 15.0;

/// Draws them; a click opens the nearest cell. The table below has the same for the keyboard and for screen readers.
pub fn draw(curves: &Curves, open: Callback<usize>) -> Html {
    let mut tips: Vec<f64> = curves.tips.iter().map(|tip| tip.at).collect();
    tips.dedup();
    let tip = |at: f64| {
        let x = number(PLANE.right(at));
        html! {
            <g class="tip">
                <line x1={x.clone()} x2={x.clone()} y1={number(PLANE.frame[1])} y2={number(PLANE.frame[3])} />
                <text {x} y={number(PLANE.frame[1] - 4.0)} text-anchor="middle">{ "▼" }</text>
            </g>
        }
    };
    // Every value has a column of its own to click on.
    let places = &curves.cells;
    let target = |(cell, place): (usize, &f64)| {
        let from = cell.checked_sub(1).map_or(0.0, |before| (places[before] + place) / 2.0);
        let to = places.get(cell + 1).map_or(1.0, |after| (place + after) / 2.0);
        let open = open.clone();
        let onclick = Callback::from(move |_: MouseEvent| open.emit(cell));
        html! {
            <rect class="target" x={number(PLANE.right(from))} width={number(PLANE.right(to) - PLANE.right(from))}
                y={number(PLANE.frame[1])} height={number(PLANE.frame[3] - PLANE.frame[1])} {onclick} />
        }
    };
    html! {
        <svg viewBox={format!("0 0 {} {}", PLANE.size[0], PLANE.size[1])} aria-hidden="true">
            { PLANE.axes(&curves.axes) }
            { for tips.into_iter().map(tip) }
            { for curves.lines.iter().enumerate().map(line) }
            { for names(&curves.lines).into_iter().enumerate().map(name) }
            { for places.iter().enumerate().map(target) }
        </svg>
    }
}

fn line((lane, line): (usize, &Line)) -> Html {
    let dash = DASHES[lane % DASHES.len()];
    let piece = |points: &Vec<[f64; 2]>| {
        let points: Vec<String> =
            points.iter().map(|[x, y]| format!("{:.1},{:.1}", PLANE.right(*x), PLANE.up(*y))).collect();
        html! { <polyline points={points.join(" ")} stroke-dasharray={dash} /> }
    };
    let dot = |[x, y]: &[f64; 2]| html! { <circle cx={number(PLANE.right(*x))} cy={number(PLANE.up(*y))} r="2.5" /> };
    html! {
        <g class="curve">
            <title>{ &line.name }</title>
            { for line.pieces.iter().map(piece) }
            { for line.pieces.iter().flatten().map(dot) }
        </g>
    }
}

/// The lanes' names and where they stand, at the end of each line but apart from each other.
fn names(lines: &[Line]) -> Vec<(String, f64)> {
    let end = |line: &Line| line.pieces.last().and_then(|piece| piece.last()).map(|[_, y]| PLANE.up(*y));
    let mut order: Vec<(usize, f64)> = lines.iter().enumerate().filter_map(|(i, line)| Some((i, end(line)?))).collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut least = f64::NEG_INFINITY;
    for (_, y) in &mut order {
        *y = y.max(least);
        least = *y + NAME_GAP;
    }
    // What was pushed out below comes back up.
    let mut most = PLANE.frame[3] + NAME_GAP / 2.0;
    for (_, y) in order.iter_mut().rev() {
        *y = y.min(most);
        most = *y - NAME_GAP;
    }
    order.sort_by_key(|(lane, _)| *lane);
    order.into_iter().map(|(lane, y)| (lines[lane].name.clone(), y)).collect()
}

fn name((lane, (text, y)): (usize, (String, f64))) -> Html {
    let x = PLANE.frame[2] + 8.0;
    html! {
        <g class="curve">
            <title>{ text.clone() }</title>
            <line x1={number(x)} x2={number(x + 18.0)} y1={number(y)} y2={number(y)} stroke-dasharray={DASHES[lane % DASHES.len()]} />
            <text x={number(x + 22.0)} y={number(y + 4.0)}>{ short(&text, MOST_LETTERS) }</text>
        </g>
    }
}
