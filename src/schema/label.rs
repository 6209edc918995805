//! What people read for the name of a field.

use super::Field;

impl Field {
    /// The label: the one of the description, else the words of the name, such as `Short description`.
    #[must_use]
    pub fn label(&self) -> String {
        self.label.map_or_else(|| in_words(self.name), str::to_owned)
    }
}

fn in_words(name: &str) -> String {
    let mut characters = name.chars().map(|c| if c == '_' { ' ' } else { c });
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
