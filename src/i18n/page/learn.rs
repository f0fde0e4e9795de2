//! The words around lessons.

use super::super::Lang;
use super::named::named;

named! {
    /// A word around lessons.
    Learn {
        Title: ["레슨", "Lessons"];
        About: [
            "먼저 예측하고, 실행해 보고, 왜 그런지 확인한 뒤 직접 고쳐 봅니다. 답은 모두 시뮬레이션이 계산합니다.",
            "Predict first, run it, find out why, then mend it yourself. Every answer is computed by the simulation."
        ];
        Loading: ["레슨을 불러오는 중…", "Loading the lessons…"];
        All: ["모든 레슨", "All lessons"];
        Steps: ["단계", "Steps"];
        Predict: ["예측", "Predict"];
        Run: ["실행", "Run"];
        Explain: ["설명", "Explain"];
        Try: ["도전", "Try"];
        Choose: ["하나를 고르세요", "Choose one"];
        Check: ["예측하고 실행하기", "Predict and run"];
        Hidden: ["예측한 뒤에 실행 결과가 나타납니다.", "The run appears once you have predicted."];
        Right: ["맞았습니다.", "That is right."];
        Wrong: ["예측과 달랐습니다.", "The run says otherwise."];
        TheRun: ["실행 결과", "the run says"];
        Yours: ["내 예측", "your prediction"];
        Goal: ["목표", "Goal"];
        Met: ["이룸", "met"];
        NotMet: ["아직", "not yet"];
        Now: ["지금", "now"];
        Solved: ["목표를 모두 이루었습니다.", "Every goal is met."];
        Hint: ["힌트 보기", "Show a hint"];
        NextHint: ["다음 힌트", "Next hint"];
        Solution: ["풀이 보기", "Show a solution"];
        Again: ["이 단계 처음부터", "Start this step again"];
        Knobs: ["바꿔 볼 설정", "Settings to try"];
        Back: ["이전", "Back"];
        Next: ["다음", "Next"];
        Finish: ["레슨 마치기", "Finish the lesson"];
        Done: ["마침", "done"];
        Guide: ["교사용 안내", "Teacher's guide"];
        Glossary: ["용어집", "Glossary"];
        FindTerm: ["용어 찾기", "Find a term"];
        Print: ["인쇄", "Print"];
    }
}

/// How far a lesson is, and how long it takes.
#[must_use]
pub fn progress(lang: Lang, done: usize, steps: usize, minutes: u32) -> String {
    lang.pick(
        format!("{minutes}분 · {steps}단계 중 {done} 마침"),
        format!("{minutes} min · {done} of {steps} steps done"),
    )
}

/// Which step of a lesson this is.
#[must_use]
pub fn step_of(lang: Lang, lesson: &str, step: usize, steps: usize) -> String {
    lang.pick(format!("{lesson} · {steps}단계 중 {step}단계"), format!("{lesson} · step {step} of {steps}"))
}
