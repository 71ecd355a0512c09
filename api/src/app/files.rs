//! Files: what is uploaded to an evaluation, and who may read it again.

mod media;

use domain::actor::Actor;
use domain::evaluation::Evaluation;
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

    /// Refuses material that refers to a file which was never uploaded to the evaluation. Who may not supply material
    /// learns nothing here: the command itself refuses them.
    pub(super) async fn refuse_unknown_file(
        &self,
        actor: &Actor,
        id: EvaluationId,
        digest: &str,
    ) -> Result<(), AppError> {
        let Ok(evaluation) = self.visible(actor, id).await else { return Ok(()) };
        let relation = Relation::to_evaluation(actor, &evaluation);
        let may_supply = can(actor.role, Action::SupplyMaterial, &relation).is_ok();
        if !may_supply || files::find(self.store().reader(), id, digest).await?.is_some() {
            return Ok(());
        }
        let message = "没有上传过这份文件，请先上传文件，再用上传后返回的摘要提交资料";
        Err(AppError::Shape(vec![Issue::new("digest", "file_not_uploaded", message.to_owned())]))
    }
}

impl App {
    /// As [`refuse_unknown_file`](Self::refuse_unknown_file), for the files of a report on a condition.
    pub(super) async fn refuse_unknown_condition_files(
        &self,
        actor: &Actor,
        id: EvaluationId,
        digests: &[String],
    ) -> Result<(), AppError> {
        let Ok(evaluation) = self.visible(actor, id).await else { return Ok(()) };
        let relation = Relation::to_evaluation(actor, &evaluation);
        let powers = [Action::SupplyMaterial, Action::Organise];
        if !powers.iter().any(|power| can(actor.role, *power, &relation).is_ok()) {
            return Ok(());
        }
        let mut issues = Vec::new();
        for (index, digest) in digests.iter().enumerate() {
            if files::find(self.store().reader(), id, digest).await?.is_none() {
                let message = "没有上传过这份文件，请先上传文件，再用上传后返回的摘要填写";
                issues.push(Issue::new(format!("files.{}", index + 1), "file_not_uploaded", message));
            }
        }
        if issues.is_empty() { Ok(()) } else { Err(AppError::Shape(issues)) }
    }
}

/// Material is open to everybody who takes part in the evaluation (Art. 14). What nobody refers to yet is a matter
/// between whoever uploaded it and those who run the round.
fn may_read(actor: &Actor, evaluation: &Evaluation, file: &File) -> bool {
    let relation = Relation::to_evaluation(actor, evaluation);
    let is_material = evaluation
        .earlier
        .iter()
        .chain(std::iter::once(&evaluation.round))
        .flat_map(|round| round.checklist.values())
        .flat_map(|item| &item.materials)
        .any(|material| material.digest == file.digest);
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
    is_material || shows_condition || runs_the_round || file.by.actor == actor.id
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
