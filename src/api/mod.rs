//! What each resource does with a call that has passed the checks of [`app`](crate::app).

pub mod changes;
pub mod cti;
pub mod external_id;
pub mod health;
pub mod help_request;
pub mod oauth;
pub mod relay;
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

/// The header with a D1 bookmark. In a request it says how new the copy of the database must be; in an answer, how new it was.
pub const BOOKMARK: &str = "X-D1-Bookmark";

/// Most characters of a bookmark: twice the length of D1's.
const MAX_BOOKMARK: usize = 128;

/// A call that has passed the checks.
pub struct Call<'a> {
    pub context: &'a RequestContext,
    pub caller: Authorized,
    /// The format that the answer must have.
    pub format: Format,
    /// Empty if the method has no body.
    pub body: RequestBody,
    /// The time of the call, when its body had arrived. The whole call uses this one.
    pub now: UtcTime,
    /// When to give up, in milliseconds since 1970, because callers wait for only 3 seconds.
    pub deadline: i64,
}

pub struct RequestBody {
    pub format: Format,
    pub bytes: Vec<u8>,
}

impl Call<'_> {
    /// Runs statements that only read. Any copy of the database that is as new as the caller's bookmark may answer.
    async fn read_batch(&self, statements: &[Statement]) -> Result<Results, ApiError> {
        let bookmark = self.context.header(BOOKMARK);
        let bookmark = bookmark.as_deref();
        if let Some(bookmark) = bookmark.filter(|bookmark| !is_bookmark(bookmark)) {
            let message = format!(
                "{BOOKMARK} \"{}\" is not a bookmark of an answer; send the value of an answer as it is, or leave the header out",
                excerpt(bookmark)
            );
            return Err(Faults::from(Fault::field(BOOKMARK, FaultCode::InvalidBookmark, message)).into());
        }
        Ok(d1::batch(self.context, statements, Session::Read(bookmark), self.deadline).await?)
    }
}

/// D1's bookmarks are hexadecimal digits and hyphens.
fn is_bookmark(text: &str) -> bool {
    (1..=MAX_BOOKMARK).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
