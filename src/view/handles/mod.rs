//! Curves that can be taken hold of: what is dragged, and which fields of the scenario that changes.

mod steps;
mod traffic;

pub use steps::steps;
pub use traffic::traffic;

/// A field that follows a handle along one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where the field stands.
    pub path: String,
    /// What the axis shows where the field is 0.
    pub from: f64,
    /// The field's largest value.
    pub most: f64,
    /// Whole numbers of this: the field is rounded to it.
    pub step: f64,
}

impl Field {
    /// The field's value for a place on the axis.
    #[must_use]
    pub fn value(&self, place: f64) -> f64 {
        let value = ((place - self.from) / self.step).round() * self.step;
        // A step of a tenth is no exact number.
        ((value * 1e6).round() / 1e6).clamp(0.0, self.most)
    }
}

/// A point of a curve that can be dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    /// Which one it is, from 1 on.
    pub number: usize,
    /// Where it is: the moment in s, and the curve's value.
    pub at: [f64; 2],
    /// What follows it along either axis; `None` where it cannot be moved.
    pub fields: [Option<Field>; 2],
    /// The list and the place in it of what can be removed with it.
    pub entry: Option<(&'static str, usize)>,
}

impl Handle {
    /// The fields that change when it is dragged to `to`, with their values as written in a file.
    #[must_use]
    pub fn dragged(&self, to: [f64; 2]) -> Vec<(String, String)> {
        let axes = self.fields.iter().zip(to).filter_map(|(field, to)| Some((field.as_ref()?, to)));
        axes.map(|(field, to)| (field.path.clone(), field.value(to).to_string())).collect()
    }
}

/// A curve over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its points, (s, value), in order of time.
    pub points: Vec<[f64; 2]>,
    /// What of it can be dragged.
    pub handles: Vec<Handle>,
    /// The right end and the top of the picture.
    pub ends: [f64; 2],
    /// A value to be compared with, such as what the fleet can answer.
    pub limit: Option<f64>,
}

/// A moment or a length of time on the page is given in whole seconds.
fn seconds(path: &str, from: f64, most: f64) -> Option<Field> {
    Some(Field { path: path.to_owned(), from, most, step: 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_changes_the_fields_of_its_axes() {
        let pause = Field { path: "pause_s".to_owned(), from: 60.0, most: 100.0, step: 1.0 };
        let weight = Field { path: "weight".to_owned(), from: 0.0, most: 100.0, step: 0.1 };
        let handle = Handle { number: 1, at: [90.0, 10.0], fields: [Some(pause), Some(weight)], entry: None };
        let told = |to| handle.dragged(to).into_iter().map(|(path, text)| format!("{path} {text}")).collect::<Vec<_>>();
        assert_eq!(told([101.4, 12.34]), ["pause_s 41", "weight 12.3"]);
        assert_eq!(told([20.0, 140.0]), ["pause_s 0", "weight 100"], "never beyond what is allowed");
        let fixed = Handle { fields: [None, handle.fields[1].clone()], ..handle };
        assert_eq!(fixed.dragged([0.0, 1.0]).len(), 1);
    }
}
