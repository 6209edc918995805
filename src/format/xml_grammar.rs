//! Productions of XML 1.0, fifth edition, that quick-xml does not check.

/// Most attributes of a tag. Each is compared with all before it, so a body full of attributes would take the time of many
/// requests. Real bodies have a handful: namespace declarations.
pub(super) const MAX_ATTRIBUTES: usize = 32;

/// The attributes of a tag (production 41), in order. `None` if they are malformed, if one occurs twice, if a value has a
/// reference, or if there are more than [`MAX_ATTRIBUTES`]. No accepted attribute needs a reference. quick-xml's own
/// iterator is more lenient.
pub(super) fn attributes(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut attributes: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches(is_space);
        if next.is_empty() {
            return Some(attributes);
        }
        let (name, after) = next.split_once('=')?;
        let name = name.trim_end_matches(is_space);
        let is_apart = next.len() < rest.len();
        if attributes.len() == MAX_ATTRIBUTES
            || !is_apart
            || !is_name(name)
            || attributes.iter().any(|(other, _)| *other == name)
        {
            return None;
        }
        let after = after.trim_start_matches(is_space);
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = after.get(1..)?.split_once(quote)?;
        if value.contains(['<', '&']) {
            return None;
        }
        attributes.push((name, value));
        rest = after;
    }
}

/// Whether XML allows the character (production 2).
pub(crate) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether the character is whitespace (production 3).
pub(super) fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' ')
}

pub(super) fn holds(text: &str, markup: &[u8]) -> bool {
    text.as_bytes().windows(markup.len()).any(|window| window == markup)
}

/// Whether the text is empty or only whitespace.
pub(super) fn is_white_space(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Whether the text is a name (productions 4, 4a and 5).
pub(super) fn is_name(name: &str) -> bool {
    let start = |c| {
        matches!(c, ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
    };
    let inner = |c| matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}');
    let mut chars = name.chars();
    chars.next().is_some_and(start) && chars.all(|c| start(c) || inner(c))
}
