//! Where a picture of two axes has its frame, and the axes with their grid, ticks and labels.

use crate::view::tradeoff::Axis;
use yew::prelude::*;

/// A picture of two axes, in units of its own.
pub struct Plane {
    /// Width and height.
    pub size: [f64; 2],
    /// Where the frame is: left, top, right, bottom.
    pub frame: [f64; 4],
}

/// A number as an attribute has it.
pub fn number(value: f64) -> String {
    format!("{value:.1}")
}

/// A name of at most so many letters; what follows becomes an ellipsis.
pub fn short(name: &str, most: usize) -> String {
    let cut = name.chars().count() > most;
    name.chars().take(if cut { most - 1 } else { most }).chain(cut.then_some('…')).collect()
}

impl Plane {
    /// Where this share of the axis to the right is.
    pub fn right(&self, share: f64) -> f64 {
        self.frame[0] + share * (self.frame[2] - self.frame[0])
    }

    /// Where this share of the axis up is.
    pub fn up(&self, share: f64) -> f64 {
        self.frame[3] - share * (self.frame[3] - self.frame[1])
    }

    /// The axes: to the right, and up.
    pub fn axes(&self, [across, along]: &[Axis; 2]) -> Html {
        let [left, top, right, bottom] = self.frame;
        let column = |(share, text): &(f64, String)| {
            let x = number(self.right(*share));
            html! {
                <g>
                    <line class="grid" x1={x.clone()} x2={x.clone()} y1={number(top)} y2={number(bottom)} />
                    <text {x} y={number(bottom + 17.0)} text-anchor="middle">{ text }</text>
                </g>
            }
        };
        let row = |(share, text): &(f64, String)| {
            let y = self.up(*share);
            html! {
                <g>
                    <line class="grid" x1={number(left)} x2={number(right)} y1={number(y)} y2={number(y)} />
                    <text x={number(left - 7.0)} y={number(y + 4.0)} text-anchor="end">{ text }</text>
                </g>
            }
        };
        let (middle, centre) = ((left + right) / 2.0, (top + bottom) / 2.0);
        html! {
            <>
                { for across.ticks.iter().map(column) }
                { for along.ticks.iter().map(row) }
                <text class="axis" x={number(middle)} y={number(self.size[1] - 5.0)} text-anchor="middle">{ across.label }</text>
                <text class="axis" x="13" y={number(centre)} text-anchor="middle"
                    transform={format!("rotate(-90 13 {centre:.1})")}>{ along.label }</text>
            </>
        }
    }
}
