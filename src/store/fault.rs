//! What an error of the database means for a call.

use crate::http::ApiError;

/// SQLite's and D1's words for errors that no repetition mends: the statement or the schema is wrong.
const DEFECTS: [&str; 5] = ["SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE", "D1_TYPE_ERROR"];

/// The answer to a call whose batch failed with this message: 500 if the fault is in our statements or the schema, else
/// 503, because the database was out of reach or overloaded.
#[must_use]
pub fn database_error(message: &str) -> ApiError {
    let reason = format!("D1: {message}");
    if DEFECTS.iter().any(|defect| message.contains(defect)) {
        ApiError::Internal(reason)
    } else {
        ApiError::Unavailable(reason)
    }
}
