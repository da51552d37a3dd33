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
    /// Single quotes stand around a variable, which they do not fill in.
    DoubtfulText = "XT0111",
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
    /// The answer of a comparison is always the same.
    DoubtfulComparison = "XT0310",
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
    /// A binding or parameter is never used.
    UnusedName = "XT0411",
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
    /// A variable of the cases is never used.
    UnusedCase = "XT0506",
    /// A test cannot be given this.
    BadGiven = "XT0507",
    /// A test expects nothing, or what it expects cannot be checked.
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
    /// A remedy does not say what users notice or how it is taken back.
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
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
