using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Maildir;

internal sealed class MaildirStore(MailAccount account, string path) : IMailStore
{
    private readonly (MailAccount, string) _x = (account, path);
    public Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken) => throw new NotSupportedException(_x.ToString());
    public Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<TargetFacts>> DescribeAsync(IReadOnlyList<MailLocation> locations, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<MailTrace?>> TraceAsync(IReadOnlyList<MailLocation> locations, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public string? ChooseId(MailLocation location, string destination) => throw new NotSupportedException();
    public Task<IReadOnlyList<MailMoved>> MoveAsync(IReadOnlyList<MoveNote> moves, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<bool>> FlagAsync(IReadOnlyList<MailLocation> locations, MailFlags add, MailFlags remove, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<MailTrace>> ArrivalsAsync(string folder, string? next, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<MailTrace>> FindAsync(string folder, MailMark mark, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
