//! Unknown names in a request. They are ignored, and the answer and the log line name them.

use form_urlencoded::byte_serialize;

/// The header of an answer that names them.
pub const HEADER: &str = "X-Ignored-Fields";

/// Most names that are listed.
const MAX_NAMES: usize = 40;

/// Most bytes of a name that are shown.
const MAX_NAME_BYTES: usize = 64;

/// The names, separated by commas; `None` if there are none. All characters but letters, digits and `-._*` are encoded as in a
/// URL, so that a header can hold the list. `...` stands for what is left out.
#[must_use]
pub fn list(names: &[String]) -> Option<String> {
    let shown = |name: &String| {
        let start = name.get(..name.floor_char_boundary(MAX_NAME_BYTES)).unwrap_or_default();
        let rest = if start.len() < name.len() { "..." } else { "" };
        byte_serialize(start.as_bytes()).collect::<String>() + rest
    };
    let mut listed: Vec<String> = names.iter().take(MAX_NAMES).map(shown).collect();
    if names.len() > MAX_NAMES {
        listed.push("...".to_owned());
    }
    (!listed.is_empty()).then(|| listed.join(", "))
}
