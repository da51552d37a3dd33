//! The closed list of codes.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($(#[doc = $doc:literal] $variant:ident = $text:literal),+ $(,)?) => {
        /// A stable code; its number never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $doc] $variant),+ }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as it is shown, such as `XT0203`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// What the code stands for, in one sentence.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $doc.trim_ascii()),+ }
            }
        }
    };
}

codes! {
    /// Something else was expected at this place.
    Syntax = "XT0101",
    /// A brace or parenthesis is opened and never closed.
    UnclosedBrace = "XT0102",
    /// A closing brace or parenthesis closes nothing.
    ExtraBrace = "XT0103",
    /// A quoted text, here-string or block comment has no end.
    UnclosedText = "XT0104",
    /// A character has no meaning here, such as a typographic quote or a semicolon.
    StrayCharacter = "XT0105",
    /// The first word of a line is not known here, or belongs somewhere else.
    UnknownWord = "XT0106",
    /// The language reserves this for a later version.
    NotSupported = "XT0107",
    /// A number, version, date or length of time is misshapen or too large.
    BadNumber = "XT0108",
    /// Quoted text holds a form that is not supported, such as a subexpression.
    BadText = "XT0109",
    /// A clause stands twice, or two clauses exclude each other.
    Repeated = "XT0110",
    /// A control character, or one that turns the direction of text, stands in the file.
    HiddenCharacter = "XT0111",
    /// An operator of another language is used.
    ForeignOperator = "XT0201",
    /// There is no such operator.
    UnknownOperator = "XT0202",
    /// Operators are mixed whose order could be misread; parentheses are needed.
    MixedOperators = "XT0203",
    /// A constant of another language is used, such as `$null`.
    ForeignConstant = "XT0204",
    /// Two values of different types are compared, or a value has the wrong type.
    TypeMismatch = "XT0301",
    /// A version is compared with a decimal number.
    VersionAsNumber = "XT0302",
    /// A version is compared with text, or `-like` with something that is no version pattern.
    VersionAsText = "XT0303",
    /// A condition is not true or false.
    NotACondition = "XT0304",
    /// Values of this type have no order.
    NoOrder = "XT0305",
    /// A pattern must be plain text that is known when the rule is loaded.
    PatternNotFixed = "XT0306",
    /// A pattern is not a valid regular expression.
    PatternInvalid = "XT0307",
    /// A pattern uses look-around, a back-reference or another unsupported construct.
    PatternUnsupported = "XT0308",
    /// A path is not a full Windows path.
    BadPath = "XT0309",
    /// There is no such source of evidence.
    UnknownSource = "XT0401",
    /// The rows have no such column.
    UnknownColumn = "XT0402",
    /// There is no such fact.
    UnknownFact = "XT0403",
    /// No such variable is known at this place.
    UnknownVariable = "XT0404",
    /// There is no such table.
    UnknownTable = "XT0405",
    /// There is no such fixture.
    UnknownFixture = "XT0406",
    /// There is no such rule.
    UnknownRule = "XT0407",
    /// There is no such function, or its arguments are wrong.
    UnknownFunction = "XT0408",
    /// There is no such setting.
    UnknownSetting = "XT0409",
    /// A name is used twice.
    DuplicateName = "XT0410",
    /// An id or name has the wrong form.
    BadName = "XT0412",
    /// A setting's value is not one of the possible ones.
    BadSetting = "XT0413",
    /// A rule lacks a part without which it cannot say anything.
    IncompleteRule = "XT0414",
    /// A question to the evidence has a part that its source does not take, or lacks one.
    BadQuery = "XT0415",
    /// Rules need each other in a circle.
    CircularNeeds = "XT0416",
    /// A row has more or fewer cells than there are columns.
    CellCount = "XT0501",
    /// A cell is not a plain value, or not of its column's type.
    BadCell = "XT0502",
    /// Two rows of a table are the same.
    DuplicateRow = "XT0503",
    /// There is no such type for a column.
    UnknownType = "XT0504",
    /// There is no such outcome.
    UnknownOutcome = "XT0505",
    /// A test cannot be given this.
    BadGiven = "XT0507",
    /// A test expects nothing, or what cannot be checked or cannot hold at once.
    BadExpectation = "XT0508",
    /// There is no such action, or it cannot act on this.
    UnknownAction = "XT0601",
    /// A service cannot be given this start type.
    BadStartType = "XT0602",
    /// Only scripts of Exchange itself can be run.
    ForbiddenScript = "XT0603",
    /// This program or argument cannot be run.
    ForbiddenTool = "XT0604",
    /// Something that the remedy does cannot be undone from what was captured before.
    NoInverse = "XT0605",
    /// A remedy has no step.
    IncompleteRemedy = "XT0606",
    /// Braces and parentheses are nested too deeply.
    TooDeep = "XT0701",
    /// An item is too large.
    ItemTooLarge = "XT0702",
    /// A rule file is too large.
    FileTooLarge = "XT0703",
    /// A pattern is too long or needs too much memory.
    PatternTooLarge = "XT0704",
    /// A file has more errors than are shown.
    TooManyErrors = "XT0705",
    /// An expression or item takes too many steps to read.
    TooComplex = "XT0706",
    /// A waiver does not say until when it holds, or why.
    IncompleteWaiver = "XT0801",
    /// A pack needs a newer engine.
    EngineTooOld = "XT0802",
    /// A rule has no such parameter, or it cannot have this value.
    BadParameter = "XT0803",
    /// A decimal number stands where a build number seems to be meant: 15.10 is the number 15.1.
    DecimalVersion = "XT1001",
    /// A pattern over a log has no fixed text that each match must hold, so every line is tried.
    SlowPattern = "XT1002",
    /// Text without a wildcard stands behind `-like`.
    LikeWithoutWildcard = "XT1003",
    /// A binding is never used.
    UnusedBinding = "XT1004",
    /// A condition is always true, or never.
    ConstantCondition = "XT1005",
    /// A remedy does not say what users notice, how success is checked or how it is taken back.
    PartialRemedy = "XT1006",
    /// The remedy says `undo automatic` and has a step that this does not take back.
    PartialUndo = "XT1007",
    /// A rule has no test.
    UntestedRule = "XT1008",
    /// No test of a rule expects `unknown`.
    NoUnknownTest = "XT1009",
    /// A rule names a CVE and has no `ref` to read on.
    CveWithoutReference = "XT1010",
    /// A former id of a rule is also the id or a former id of another one.
    FormerIdTaken = "XT1011",
    /// A rule detects its issue only by a sentence that is in the language of the server.
    LocalizedText = "XT1012",
    /// A path is spelled out where a fact has it, such as the folder of Exchange.
    FixedPath = "XT1013",
    /// A waiver has ended, or ends within 30 days.
    WaiverEnds = "XT1014",
    /// A finding of a critical rule does not name the columns that prove it.
    CriticalWithoutEvidence = "XT1015",
    /// A path with wildcards takes in a whole drive.
    WholeDrive = "XT1016",
    /// A row of a table is never chosen, has a version outside of its line, or is out of order.
    DoubtfulRow = "XT1017",
    /// A pattern has a construct that PowerShell reads in another way, or not at all.
    PatternDialect = "XT1018",
    /// A value in a message or step may be missing.
    MaybeMissing = "XT1019",
    /// A parameter is never used.
    UnusedParameter = "XT1020",
    /// Two rules detect the same.
    SameCondition = "XT1021",
    /// A service is named by its display name instead of its service name.
    DisplayName = "XT1022",
    /// Two tests of a rule have the same name.
    TestNameTwice = "XT1023",
    /// A rule lacks a setting that its pack requires.
    RequiredSetting = "XT1024",
    /// The id of a rule does not have the form that its pack asks for.
    IdOfAnotherForm = "XT1025",
    /// A suppression suppresses nothing.
    UnusedSuppression = "XT1026",
    /// A suppression gives no reason, and does not count.
    SuppressionWithoutReason = "XT1027",
    /// A suppression names something that is no lint; errors cannot be suppressed.
    BadSuppression = "XT1028",
    /// Single quotes stand around a variable, which they do not fill in.
    NotFilledIn = "XT1029",
    /// A variable of the cases is never used.
    UnusedCase = "XT1030",
    /// Lints found more in a file than is shown.
    TooManyLints = "XT1031",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
