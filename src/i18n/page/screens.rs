//! The words of the screens: their names, the Lab's labels, the introduction and the gallery.

use super::named::named;

named! {
    /// A screen of the page.
    Screen {
        Intro: ["처음", "Intro"], ["배포 한 가지를 천천히 봅니다", "One way to deploy, slowly"];
        Compare: ["비교", "Compare"], ["같은 사용자에게 여러 전략을 나란히", "Several strategies side by side, for the same users"];
        Learn: ["레슨", "Lessons"], ["예측하고, 실행하고, 고쳐 봅니다", "Predict, run and mend"];
        Lab: ["실험실", "Lab"], ["모든 설정을 찾아서 바꿉니다", "Every setting, to be found and changed"];
    }
}

impl Screen {
    /// Its name in an address.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Screen::Intro => "intro",
            Screen::Compare => "compare",
            Screen::Learn => "learn",
            Screen::Lab => "lab",
        }
    }

    /// The screen with this name in an address.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Screen> {
        Screen::ALL.iter().copied().find(|screen| screen.tag() == tag)
    }
}

named! {
    /// A word of the screens.
    Label {
        Screens: ["화면", "Screens"];

        SkipToSettings: ["설정으로 건너뛰기", "Skip to the settings"];
        Groups: ["설정 묶음", "Groups of settings"];
        Search: ["설정 찾기", "Search the settings"];
        SearchHint: ["이름, 설명, 경로 (/)", "name, meaning or path (/)"];
        ClearSearch: ["찾기 지우기", "Clear the search"];
        ChangedOnly: ["바꾼 것만", "Changed only"];
        NothingFound: ["찾은 설정이 없습니다. 더 짧은 낱말로 찾아 보세요.", "No setting is found. Try a shorter word."];
        NothingChanged: ["모든 설정이 기본값입니다.", "Every setting has its default."];
        ShowMore: ["더 보기", "Show more"];
        Default: ["기본값", "default"];
        BackToDefault: ["기본값으로", "Back to default"];
        NoEffect: ["지금은 영향 없음", "no effect now"];
        ShowsIn: ["여기서 보입니다", "Shows in"];
        On: ["켬", "on"];
        Off: ["끔", "off"];
        AddEntry: ["추가", "Add"];
        DoubleEntry: ["복제", "Duplicate"];
        MoveEarlier: ["앞으로", "Move up"];
        RemoveEntry: ["삭제", "Remove"];
        NoEntries: ["없음", "none"];
        NumbersHint: ["쉼표로 나눈 숫자", "numbers, separated by commas"];
        TooMany: ["여기에 보이기에는 너무 많습니다. 파일로 바꾸세요.", "Too many to be shown here; change them in a file."];
        Clear: ["비우기", "Clear"];
        Live: ["지금의 결과", "The result now"];
        LiveAbout: ["작은 숫자는 마지막으로 바꾸기 전과의 차이입니다.", "Small figures: the difference since before the last change."];
        AllSettings: ["모든 설정은 실험실에서", "Every setting is in the Lab"];
        Situation: ["상황", "Situation"];

        IntroTitle: ["새 버전을 내보내면 사용자에게 무슨 일이 일어날까요?", "What happens to users when a new version goes out?"];
        IntroAbout: [
            "파란 상자는 지금의 버전을 실행하는 컴퓨터(인스턴스)입니다. 위에서 사용자의 요청이 들어옵니다. 잠시 뒤 주황색 새 버전(후보)이 들어옵니다. 마름모는 오류를 받은 사용자입니다.",
            "The blue boxes are computers (instances) that run the present version; users' requests come in from above. In a moment the new version (the candidate, orange) comes in. Diamonds are users who got an error."
        ];
        IntroKnobs: ["직접 바꿔 보기", "Try it"];
        IntroStrategy: ["배포하는 방법", "How it is deployed"];
        IntroNow: ["지금 보는 것", "What you see now"];
        IntroNext: ["다음: 전략을 나란히 비교하기", "Next: compare the strategies side by side"];
        IntroAgain: ["처음부터 보기", "From the beginning"];

        Gallery: ["모든 상황", "All situations"];
        GalleryAbout: ["카드를 고르면 그 상황이 열립니다.", "A card opens its situation."];
        WillSee: ["볼 것", "You will see"];
        WatchFor: ["눈여겨볼 것", "Watch for"];
        Shows: ["보여 주는 것", "Shows"];
        ReportedIn: ["보고된 곳", "Reported in"];
        Chosen: ["지금 열린 상황", "open now"];
    }
}
