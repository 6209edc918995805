//! What each resource does with a call that passed the checks of [`app`](crate::app).

pub mod health;
pub mod help_request;
pub mod stats;
pub mod table;

use crate::auth::Authorized;
use crate::error::ApiError;
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::format::Format;
use crate::platform::RequestContext;
use crate::platform::d1::{self, Results, Session};
use crate::store::Statement;
use crate::time::UtcTime;

/// The header by which a caller says how new the database has to be that it reads, and hears how new it is.
pub const BOOKMARK: &str = "X-D1-Bookmark";

/// The most characters of a bookmark: twice as many as D1's have.
const MAX_BOOKMARK: usize = 128;

/// A call that passed the checks.
pub struct Call<'a> {
    pub context: &'a RequestContext,
    pub caller: Authorized,
    /// The format of the answer.
    pub format: Format,
    /// The body; empty where the method has none.
    pub body: RequestBody,
    /// The present for all that the call does.
    pub now: UtcTime,
    /// Until when the caller can be kept waiting, in milliseconds since 1970.
    pub deadline: i64,
}

/// A body with its format.
#[derive(Default)]
pub struct RequestBody {
    pub format: Format,
    pub bytes: Vec<u8>,
}

impl Call<'_> {
    /// Reads, from any copy of the database that is as new as the caller wants.
    async fn look_up(&self, statements: &[Statement]) -> Result<Results, ApiError> {
        let bookmark = self.context.header(BOOKMARK);
        let bookmark = bookmark.as_deref();
        if let Some(bookmark) = bookmark.filter(|bookmark| !is_bookmark(bookmark)) {
            let message = format!("{BOOKMARK} \"{}\" is none that was answered; send one, or none", excerpt(bookmark));
            return Err(Faults::from(Fault::field(BOOKMARK, FaultCode::InvalidBookmark, message)).into());
        }
        Ok(d1::batch(self.context, statements, Session::Read(bookmark), self.deadline).await?)
    }
}

/// D1's bookmarks are hexadecimal digits and hyphens.
fn is_bookmark(text: &str) -> bool {
    (1..=MAX_BOOKMARK).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
