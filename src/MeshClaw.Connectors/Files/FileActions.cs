using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Files;

/// <summary>
/// Makes the calls. What a call replaces or removes goes into the holding folder in the same step of the file system in which the new
/// comes, so that at every instant both versions are somewhere, and one of them at the path.
/// </summary>
internal sealed class FileActions(WorkspaceTree tree, FileProposals proposals, Func<string> newHeld)
{
    private const string Staged = ".new";

    /// <summary>Looks once more, and says what will stand there afterwards.</summary>
    public Preparation Prepare(ProposedCall call)
    {
        var request = FilesRequest.Parse(call.Tool, call.Arguments);
        try
        {
            var state = tree.Look(request.Path);
            if (state.Version != call.Targets[0].Version)
            {
                return new Preparation.Gone($"'{request.Path}' is not what it was when this was proposed.");
            }

            return proposals.Obstacle(request, state) is { } obstacle
                ? new Preparation.Gone(obstacle)
                : new Preparation.Ready(new FileNote(newHeld(), state.Version, After(request, state)).ToJson());
        }
        catch (ToolException obstacle)
        {
            return new Preparation.Gone(obstacle.Message);
        }
    }

    /// <summary>Makes a call.</summary>
    public CallOutcome Execute(AuthorizedCall authorized)
    {
        var note = FileNote.Of(authorized.Preparation);
        var call = authorized.Take();
        var request = FilesRequest.Parse(call.Tool, call.Arguments);
        try
        {
            return Do(request, note) is { } why ? new CallOutcome.Failed(why) : Done(request, note);
        }
        catch (ToolException obstacle)
        {
            // Only ever from looking: what is begun ends, or breaks with an IOException.
            return new CallOutcome.Failed(obstacle.Message);
        }
    }

    /// <summary>Finds out whether a call happened.</summary>
    public Reconciliation Reconcile(JournalEntry action)
    {
        try
        {
            var request = FilesRequest.Parse(action.Tool, action.Arguments);
            var note = FileNote.Of(action.Preparation ?? "");
            return Find(request, note);
        }
        catch (Exception unreadable) when (unreadable is ToolException or JsonException)
        {
            return new Reconciliation.Unclear(
                $"Nothing shows whether this happened: {unreadable.Message} Look at the workspace."
            );
        }
    }

    private static CallOutcome.Done Done(FilesRequest request, FileNote note) =>
        new(ResultOf(request, note), FileUndo.Of(request, note).ToJson());

    private static string ResultOf(FilesRequest request, FileNote note) =>
        JsonSerializer.Serialize(
            new FileDone(request.Path, request.To.Length == 0 ? null : request.To, note.After),
            FileJson.Default.FileDone
        );

    private string After(FilesRequest request, FileState before) =>
        request.Name == FilesTools.Delete ? FileState.Absent
        : request.Name == FilesTools.Move ? before.Version
        : request.Name == FilesTools.Restore ? tree.LookHeld(request.Held).Version
        : WorkspaceTree.VersionOf(proposals.NewBytes(request));

    /// <summary>Null where it is done; else why nothing was changed.</summary>
    private string? Do(FilesRequest request, FileNote note)
    {
        if (tree.Look(request.Path).Version != note.Before)
        {
            return Changed(request.Path);
        }

        if (request.Name == FilesTools.Move)
        {
            tree.MakeFolders(WorkspacePath.ParentOf(request.To));
            var moved = tree.TryMove(request.Path, request.To);
            KillPoint.Pass("files.renamed");
            return moved ? null : Changed(request.Path);
        }

        if (request.Name == FilesTools.Delete)
        {
            return Hold(request.Path, note);
        }

        var source = request.Held;
        if (request.Name != FilesTools.Restore)
        {
            var bytes = proposals.NewBytes(request);
            if (WorkspaceTree.VersionOf(bytes) != note.After)
            {
                return Changed(request.Path);
            }

            source = note.Held + Staged;
            tree.Stage(source, bytes);
            KillPoint.Pass("files.staged");
        }

        tree.MakeFolders(WorkspacePath.ParentOf(request.Path));
        return note.Before == FileState.Absent ? Place(source, request, note) : Replace(source, request, note);
    }

    private string? Hold(string path, FileNote note)
    {
        if (!tree.TryHold(path, note.Held))
        {
            return Changed(path);
        }

        KillPoint.Pass("files.renamed");
        if (tree.LookHeld(note.Held).Version == note.Before || tree.TryPlace(note.Held, path) is false)
        {
            return null; // What it was; or something else stands there meanwhile, and what was taken is held.
        }

        return Changed(path);
    }

    private string? Place(string source, FilesRequest request, FileNote note)
    {
        if (tree.TryPlace(source, request.Path))
        {
            KillPoint.Pass("files.renamed");
            return null;
        }

        Unstage(request, note);
        return Changed(request.Path);
    }

    private string? Replace(string source, FilesRequest request, FileNote note)
    {
        tree.Exchange(source, request.Path);
        KillPoint.Pass("files.renamed");
        if (tree.LookHeld(source).Version == note.Before)
        {
            tree.Rename(source, note.Held);
            return null;
        }

        // Somebody wrote there between the last look and the exchange: theirs goes back.
        tree.Exchange(source, request.Path);
        Unstage(request, note);
        return Changed(request.Path);
    }

    private void Unstage(FilesRequest request, FileNote note)
    {
        if (request.Name != FilesTools.Restore)
        {
            tree.Drop(note.Held + Staged);
        }
    }

    private Reconciliation Find(FilesRequest request, FileNote note)
    {
        var now = tree.Look(request.Path).Version;
        var staged = request.Name == FilesTools.Restore ? request.Held : note.Held + Staged;
        bool happened;
        if (request.Name == FilesTools.Move)
        {
            happened = now == FileState.Absent && tree.Look(request.To).Version == note.After;
        }
        else if (request.Name == FilesTools.Delete)
        {
            happened = now != note.Before && tree.LookHeld(note.Held).Version == note.Before;
        }
        else
        {
            happened = now == note.After && (note.Before == FileState.Absent || HoldsBefore(staged, note));
        }

        if (happened)
        {
            return new Reconciliation.Happened(ResultOf(request, note), FileUndo.Of(request, note).ToJson());
        }

        if (now != note.Before)
        {
            return new Reconciliation.Unclear(
                $"'{request.Path}' is neither what it was before nor what it was to become. Look at it; what was there is in {tree.Holding}."
            );
        }

        Unstage(request, note);
        return new Reconciliation.NotHappened();
    }

    /// <summary>Whether the old version is held, under its last name or still under that of the exchange; then it gets its last one.</summary>
    private bool HoldsBefore(string staged, FileNote note)
    {
        if (tree.LookHeld(note.Held).Version == note.Before)
        {
            return true;
        }

        if (tree.LookHeld(staged).Version != note.Before)
        {
            return false;
        }

        tree.Rename(staged, note.Held);
        return true;
    }

    private static string Changed(string path) => $"'{path}' was changed while this was done: it was left as it is.";
}
