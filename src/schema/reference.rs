//! References from one table to another.

use super::Table;

/// What a reference refers to.
#[derive(Debug)]
pub struct Reference {
    /// The table of the record that is referred to.
    pub table: &'static Table,
    /// A field that both records have, with the same value, such as the interaction. The index on it finds the records that
    /// refer to another one.
    pub within: Option<&'static str>,
    /// The columns of that index. A list by conditions on the referenced record comes in their order.
    pub index: &'static [&'static str],
}
