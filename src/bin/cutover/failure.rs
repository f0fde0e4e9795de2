//! Why a task could not be done, and the exit code that says so.

use cutover::i18n::{Lang, problem, terminal};
use cutover::scenario::Problems;
use std::io::{self, Write};
use std::process::ExitCode;

pub enum Failure {
    /// The input is wrong.
    Input(Problems),
    /// What is wrong with lessons, a line each.
    Lessons(Vec<String>),
    /// There is nothing of the name that was asked for; the sentence says so.
    Unknown(String),
    /// A file cannot be written.
    Output { file: String, error: io::Error },
}

impl Failure {
    /// Tells it on standard error and gives the exit code.
    pub fn tell(self, lang: Lang) -> ExitCode {
        let mut stderr = io::stderr().lock();
        // Where standard error is closed, the exit code is all that can be said.
        match self {
            Failure::Input(problems) => {
                for problem in &problems {
                    let _ = writeln!(stderr, "{}", problem::sentence(lang, problem));
                }
                ExitCode::from(2)
            }
            Failure::Lessons(wrong) => {
                for line in &wrong {
                    let _ = writeln!(stderr, "{line}");
                }
                ExitCode::from(2)
            }
            Failure::Unknown(sentence) => {
                let _ = writeln!(stderr, "{sentence}");
                ExitCode::from(2)
            }
            // A reader such as `head` has seen enough.
            Failure::Output { error, .. } if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Failure::Output { file, error } => {
                let _ = writeln!(stderr, "{}", terminal::not_written(lang, &file, &error.to_string()));
                ExitCode::FAILURE
            }
        }
    }
}
