//! What keys do, for the table of the help.

use super::named::named;

named! {
    /// A key, or some that belong together, anywhere on the page.
    Key {
        Play: ["스페이스", "Space"], ["재생, 일시 정지", "play or pause"];
        Step: ["← →", "← →"], ["5초 이동(Shift와 함께 1분)", "5 s back or on (with Shift: 1 min)"];
        Ends: ["Home, End", "Home, End"], ["처음으로, 끝으로", "to the start, to the end"];
        Speed: ["[ ]", "[ ]"], ["더 느리게, 더 빠르게", "slower, faster"];
        Lane: ["1–6", "1–6"], ["그 번호의 레인으로", "to the lane of that number"];
        Screens: ["I, C, T, L", "I, C, T, L"], ["처음, 비교, 레슨, 실험실", "Intro, Compare, Lessons, Lab"];
        Search: ["/", "/"], ["설정 찾기(실험실)", "search the settings (Lab)"];
        Undo: ["Ctrl+Z, Ctrl+Y", "Ctrl+Z, Ctrl+Y"], ["실행 취소, 다시 실행", "undo, redo"];
        Terms: ["F1", "F1"], ["고른 설정이나 차트의 용어 보기", "the terms about the setting or chart in focus"];
        FullScreen: ["F", "F"], ["전체 화면", "full screen"];
        Close: ["Esc", "Esc"], ["열린 것을 닫기, 전체 화면 끝내기", "close what is open, leave the full screen"];
        Help: ["?", "?"], ["이 도움말", "this help"];
    }
}

named! {
    /// A key on the instances of a lane.
    StageKey {
        Choose: ["← →", "← →"], ["인스턴스 고르기", "choose an instance"];
        Crash: ["Enter", "Enter"], ["지금 고장 내기", "make it crash now"];
    }
}

named! {
    /// A key on a chart, or what a pointer does there.
    ChartKey {
        Cursor: ["← →", "← →"], ["커서 이동", "move the cursor"];
        Other: ["↑ ↓", "↑ ↓"], ["다른 차트로", "to another chart"];
        Zoom: ["+ −", "+ −"], ["확대, 축소", "zoom in, zoom out"];
        Whole: ["0", "0"], ["전체 구간", "the whole run"];
        Enlarge: ["Enter", "Enter"], ["크게 보기", "enlarge"];
        Select: ["Shift + 끌기, 시간 축 끌기", "drag with Shift, drag the time axis"], ["구간 선택", "select a range"];
        Wheel: ["Ctrl + 휠", "Ctrl + wheel"], ["확대, 축소", "zoom in, zoom out"];
        Twice: ["두 번 누르기", "double click"], ["전체 구간", "the whole run"];
    }
}
