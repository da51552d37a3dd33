//! The words of the language that are no keywords of the grammar, with what they mean.
//!
//! The checker takes its lists from here, and so does the help.

/// A word and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub help: &'static str,
}

const fn word(name: &'static str, help: &'static str) -> Word {
    Word { name, help }
}

/// The operators that take two values, and `-not`.
pub const OPERATORS: [Word; 27] = [
    word("-eq", "Equal. Text is compared without regard to case."),
    word("-ne", "Not equal. Text is compared without regard to case."),
    word("-lt", "Less than, older than, earlier than."),
    word("-le", "Less than or equal."),
    word("-gt", "Greater than, newer than, later than."),
    word("-ge", "Greater than or equal."),
    word("-like", "Text is like a pattern with the wildcards * and ?; a version is in a version pattern."),
    word("-notlike", "Text is not like a pattern; a version is not in a version pattern."),
    word("-match", "Text matches a regular expression of linear time, without look-around and back-references."),
    word("-notmatch", "Text does not match a regular expression."),
    word("-in", "The value on the left is in the list on the right."),
    word("-notin", "The value on the left is not in the list on the right."),
    word("-contains", "The list on the left has the value on the right."),
    word("-notcontains", "The list on the left does not have the value on the right."),
    word("-and", "Both conditions hold. Beside -or it needs parentheses."),
    word("-or", "One of the conditions holds. Beside -and it needs parentheses."),
    word("-not", "The condition does not hold. Before a comparison it needs parentheses."),
    word("-ceq", "Equal, with regard to case."),
    word("-cne", "Not equal, with regard to case."),
    word("-clike", "Text is like a pattern, with regard to case."),
    word("-cnotlike", "Text is not like a pattern, with regard to case."),
    word("-cmatch", "Text matches a regular expression, with regard to case."),
    word("-cnotmatch", "Text does not match a regular expression, with regard to case."),
    word("-cin", "The text on the left is in the list on the right, with regard to case."),
    word("-cnotin", "The text on the left is not in the list on the right, with regard to case."),
    word("-ccontains", "The list on the left has the text on the right, with regard to case."),
    word("-cnotcontains", "The list on the left does not have the text on the right, with regard to case."),
];

/// The settings of a rule.
pub const RULE_SETTINGS: [Word; 6] = [
    word("severity", "How much the issue matters; medium where the rule does not say."),
    word(
        "phase",
        "When the rule is worth running, relative to an update; both where it does not say.",
    ),
    word("tags", "Words to choose rules by: lower-case words with hyphens."),
    word("cve", "The vulnerabilities that the rule is about, such as CVE-2021-26855."),
    word("help", "What the rule looks for and how, in a few sentences."),
    word("formerly", "Ids that the rule had before; they name it still."),
];

/// The settings of a pack.
pub const PACK_SETTINGS: [Word; 5] = [
    word("version", "The version of the pack, of three or four parts."),
    word("engine", "The oldest version of ExTriage that can run the rules."),
    word("publisher", "Who answers for the rules."),
    word("require", "Settings and clauses that each rule of the pack must have."),
    word("ids", "A pattern that the ids of the rules match."),
];

/// The types that a column of a table can have.
pub const COLUMN_TYPES: [Word; 9] = [
    word("string", "Text in quotes, such as 'CU8'."),
    word("number", "A number, such as 15 or 1.5."),
    word(
        "version",
        "A version of three or four parts, such as 15.2.792.10; leading zeros do not count.",
    ),
    word("versions", "A version pattern, for -like, such as 15.2.792.*."),
    word("date", "A point in time, UTC, such as 2021-03-02 or 2021-03-02T10:00:00Z."),
    word("duration", "A length of time, such as 30s, 5m, 4h or 7d."),
    word("size", "A size in bytes, such as 64KB or 4MB."),
    word("list", "A list of values, such as @('a', 'b')."),
    word("bool", "True or false: $true or $false."),
];

/// The functions.
pub const FUNCTIONS: [Word; 1] = [word(
    "lookup",
    "lookup(Table, key, 'column') gives the column of the first row whose first column is the key, or missing. Instead of a table it takes rows: lookup($rows, key, 'column').",
)];

/// What comments can be.
pub const COMMENTS: [Word; 2] = [
    word("comment", "From # to the end of the line, or from <# to #>, is for people. It is left out when a file is read, but for # suppress."),
    word(
        "suppress",
        "A comment keeps a lint quiet where it is meant: # suppress: CODE because REASON. At the end of a line it counts for that line, on a line of its own for the statement that follows, with all of its block. Without a reason it does not count. Errors cannot be suppressed.",
    ),
];

/// The words of a list, without what they mean.
pub(super) const fn names<const N: usize>(words: &[Word; N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = words[at].name;
        at += 1;
    }
    names
}
