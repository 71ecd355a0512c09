//! Files: what is uploaded to an evaluation, and who may read it again.

mod media;

use domain::actor::Actor;
use domain::evaluation::{Command, Evaluation, Round, SiteVisit, step};
use domain::id::EvaluationId;
use domain::issue::Issue;
use domain::policy::{Action, Relation, can};
use futures::Stream;
use futures::stream::BoxStream;
use storage::blobs::{BlobError, Bytes};
use storage::files::{self, File, FileDescription, RegisterFile};

use super::{App, AppError, Preconditions};

/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// A file on its way to a reader.
pub struct Download {
    /// What is recorded of it.
    pub file: File,
    /// Its bytes.
    pub content: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl App {
    /// Takes in a file for an evaluation. Its bytes are durable before it is registered, and it is registered before
    /// this returns; material then refers to it by its digest.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the evaluation is hidden; [`AppError::Rule`] when the actor may not upload to it;
    /// [`AppError::Shape`] for a name or a type of file that is not taken; a variant of its own when it is too large,
    /// empty or broken off.
    pub async fn upload<E: std::fmt::Display>(
        &self,
        actor: &Actor,
        id: EvaluationId,
        name: &str,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<File, AppError> {
        let evaluation = self.visible(actor, id).await?;
        let relation = Relation::to_evaluation(actor, &evaluation);
        self.authorise(actor, Action::UploadFile, &relation, ("第十四条第（一）项", "上传文件"))?;
        let name = settled_name(name)?;
        let blobs = &self.inner.blobs;
        let received = blobs.receive(self.context().identifier(), content, self.inner.largest_file).await?;
        let media_type = match media::type_of(&name, &received.beginning) {
            Ok(media_type) => media_type,
            Err(issue) => {
                blobs.discard(&received).await?;
                return Err(AppError::Shape(vec![issue]));
            }
        };
        blobs.keep(&received).await?;
        let file = FileDescription {
            digest: received.digest,
            name,
            media_type: media_type.to_owned(),
            bytes: received.bytes,
        };
        // The digest names the request: whoever repeats it gets what was registered first.
        let request = self.request(actor, Preconditions::default(), &(id, &file.digest));
        Ok(self.store().write(RegisterFile { request, evaluation: id, file }).await?)
    }

    /// Opens a file of an evaluation for reading.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such file or the actor may not see it.
    pub async fn download(
        &self,
        actor: &Actor,
        id: EvaluationId,
        digest: &str,
    ) -> Result<Download, AppError> {
        const FILE: &str = "该文件";
        let evaluation = self.visible(actor, id).await?;
        let found = files::find(self.store().reader(), id, digest).await?;
        let file = found.filter(|file| may_read(actor, &evaluation, file)).ok_or(AppError::NotFound(FILE))?;
        let content = self.inner.blobs.read(digest).await?.ok_or(AppError::FileLost)?;
        Ok(Download { file, content })
    }

    /// Refuses a command that refers to a file which was never uploaded to the evaluation. Who may not give the command
    /// learns nothing here: the command itself refuses them.
    pub(super) async fn refuse_unknown_files(
        &self,
        actor: &Actor,
        id: EvaluationId,
        command: &Command,
    ) -> Result<(), AppError> {
        let named = named_by(command);
        if named.is_empty() {
            return Ok(());
        }
        let Ok(evaluation) = self.visible(actor, id).await else { return Ok(()) };
        let relation = Relation::to_evaluation(actor, &evaluation);
        let theirs =
            step(command.kind()).power.iter().any(|power| can(actor.role, *power, &relation).is_ok());
        if !theirs {
            return Ok(());
        }
        let mut issues = Vec::new();
        for (field, digest) in named {
            if files::find(self.store().reader(), id, digest).await?.is_none() {
                let message = "没有上传过这份文件，请先上传文件，再用上传后返回的摘要填写";
                issues.push(Issue::new(field, "file_not_uploaded", message.to_owned()));
            }
        }
        if issues.is_empty() { Ok(()) } else { Err(AppError::Shape(issues)) }
    }
}

/// The files that a command refers to, each with its field.
fn named_by(command: &Command) -> Vec<(String, &str)> {
    let (field, digests): (&str, Vec<&String>) = if let Command::SubmitMaterial { digest, .. } = command {
        return vec![("digest".to_owned(), digest)];
    } else if let Command::AnswerSupplement { digests, .. } = command {
        ("digests", digests.iter().collect())
    } else if let Command::RecordInquiry(inquiry) = command {
        ("digests", inquiry.digests.iter().collect())
    } else if let Command::ReportCondition { files, .. } = command {
        ("files", files.iter().collect())
    } else if let Command::RecordSiteVisit { files, .. } = command {
        ("files", files.iter().map(|file| &file.digest).collect())
    } else {
        return Vec::new();
    };
    let numbered = digests.into_iter().enumerate();
    numbered.map(|(index, digest)| (format!("{field}.{}", index + 1), digest.as_str())).collect()
}

/// What the unit supplied is open to everybody who takes part in the evaluation (Art. 14), what the working group
/// gathered to whoever may see its registers. What nobody refers to yet is a matter between whoever uploaded it and
/// those who run the round.
fn may_read(actor: &Actor, evaluation: &Evaluation, file: &File) -> bool {
    let relation = Relation::to_evaluation(actor, evaluation);
    let mut rounds = evaluation.earlier.iter().chain(std::iter::once(&evaluation.round));
    let is_open = rounds.any(|round| {
        let sees_evidence =
            || can(actor.role, Action::ReadEvidence, &Relation::to_round(actor, evaluation, round)).is_ok();
        is_supplied(round, &file.digest) || (is_gathered(round, &file.digest) && sees_evidence())
    });
    let runs_the_round = can(actor.role, Action::ReadReport, &relation).is_ok();
    // What shows that a condition is met belongs to the result.
    let shows_condition = evaluation
        .conditions
        .iter()
        .filter(|condition| {
            let mut reports = condition.reports.iter();
            reports.any(|report| report.files.contains(&file.digest))
        })
        .filter_map(|condition| evaluation.rounds().find(|round| round.number == condition.round))
        .any(|round| {
            let relation = Relation::to_round(actor, evaluation, round);
            can(actor.role, Action::ReadResult, &relation).is_ok()
        });
    // A department may file an object and organise its evaluation, so its name tells nothing here (C25).
    is_open || shows_condition || runs_the_round || file.by.actor == actor.id
}

/// Whether the unit handed it in, as material or with an answer.
fn is_supplied(round: &Round, digest: &str) -> bool {
    let materials = round.checklist.values().flat_map(|item| &item.materials);
    let answers = round.supplements.iter().flat_map(|supplement| &supplement.digests);
    materials.map(|material| &material.digest).chain(answers).any(|known| known == digest)
}

/// Whether an inquiry or the site visit refers to it.
fn is_gathered(round: &Round, digest: &str) -> bool {
    let inquiries = round.evidence.inquiries.iter().flat_map(|entry| &entry.contents.digests);
    let photographs = match &round.site_visit {
        Some(SiteVisit::Recorded { files, .. }) => files.as_slice(),
        Some(SiteVisit::Skipped { .. }) | None => &[],
    };
    inquiries.chain(photographs.iter().map(|file| &file.digest)).any(|known| known == digest)
}

/// The name without the folders that some programs send with it.
fn settled_name(name: &str) -> Result<String, AppError> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let problem = if last.is_empty() {
        "请填写文件名，例如：可行性研究报告.pdf".to_owned()
    } else if last.chars().count() > LONGEST_NAME {
        format!("文件名不能超过{LONGEST_NAME}个字")
    } else if last.chars().any(char::is_control) {
        "文件名含有无法显示的字符，请改名后上传".to_owned()
    } else {
        return Ok(last.to_owned());
    };
    Err(AppError::Shape(vec![Issue::new("name", "file_name_unusable", problem)]))
}
