//! Recomputing the chain.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{GENESIS_HASH, hash_of, read_head};
use crate::entities::journal_entry;
use crate::error::StoreError;

/// Rows read at a time: memory does not grow with the journal, except for one number per stream.
const PAGE: u64 = 1000;

/// A chain without a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the last one, [`GENESIS_HASH`] for an empty journal. Noted elsewhere, it shows later that
    /// nothing up to here was cut off or written anew.
    pub head_hash: String,
}

/// The first place where the chain is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("日志第{sequence}条：{what}")]
pub struct ChainFault {
    /// The sequence number at which it shows.
    pub sequence: i64,
    /// What is wrong, in Chinese.
    pub what: String,
}

/// Why [`verify_chain`] has no report.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VerifyError {
    /// The chain was read, and it is wrong.
    #[error(transparent)]
    Fault(#[from] ChainFault),
    /// The journal could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Recomputes every hash of the journal and checks that sequence numbers and stream versions have no gap and
/// that the head row names the last entry. The journal may grow meanwhile: what is committed by the end counts.
///
/// # Errors
/// [`VerifyError::Fault`] with the first fault, [`VerifyError::Store`] when the journal cannot be read.
pub async fn verify_chain(connection: &impl ConnectionTrait) -> Result<ChainReport, VerifyError> {
    let mut chain = Chain::new();
    loop {
        chain.follow_all(connection).await?;
        // Read after the entries, so it can only be ahead of them.
        let head = read_head(connection, false).await?;
        if head.sequence > chain.sequence {
            let before = chain.sequence;
            chain.follow_all(connection).await?;
            if chain.sequence == before {
                return Err(fault(before + 1, format!("末条序号应为{}，记录缺失", head.sequence)).into());
            }
        } else if head.sequence < chain.sequence {
            return Err(fault(head.sequence + 1, "超出链尾登记的末条序号".to_owned()).into());
        } else if head.hash != chain.hash {
            return Err(fault(head.sequence, "校验值与链尾登记不符".to_owned()).into());
        } else {
            return Ok(ChainReport { entries: chain.sequence, head_hash: chain.hash });
        }
    }
}

/// The chain as far as it was followed.
struct Chain {
    sequence: i64,
    hash: String,
    versions: HashMap<String, i64>,
}

impl Chain {
    fn new() -> Self {
        Self { sequence: 0, hash: GENESIS_HASH.to_owned(), versions: HashMap::new() }
    }

    /// Follows the chain to the last entry there is now.
    async fn follow_all(&mut self, connection: &impl ConnectionTrait) -> Result<(), VerifyError> {
        // The first page has no lower bound: an entry numbered 0 or below must be seen as well.
        let mut after = if self.sequence == 0 { i64::MIN } else { self.sequence };
        loop {
            let rows = journal_entry::Entity::find()
                .filter(journal_entry::Column::Sequence.gt(after))
                .order_by_asc(journal_entry::Column::Sequence)
                .limit(PAGE)
                .all(connection)
                .await
                .map_err(StoreError::from)?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                self.follow(row)?;
            }
            after = self.sequence;
        }
    }

    fn follow(&mut self, row: journal_entry::Model) -> Result<(), ChainFault> {
        let expected = self.sequence + 1;
        if row.sequence != expected {
            return Err(fault(expected, format!("序号不连续，此处为第{}条", row.sequence)));
        }
        if row.previous_hash != self.hash {
            return Err(fault(expected, "前一条校验值不符".to_owned()));
        }
        if row.hash != hash_of(&row) {
            return Err(fault(expected, "内容与校验值不符，记录被改动".to_owned()));
        }
        let version = self.versions.entry(row.stream).or_insert(0);
        if row.stream_version != *version + 1 {
            let what = format!("对象内版本应为{}，实为{}", *version + 1, row.stream_version);
            return Err(fault(expected, what));
        }
        *version = row.stream_version;
        self.sequence = row.sequence;
        self.hash = row.hash;
        Ok(())
    }
}

fn fault(sequence: i64, what: String) -> ChainFault {
    ChainFault { sequence, what }
}
