using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Writing.Recipients;

/// <summary>To whom the owner has written, by the folder of sent mail: the latest are kept some minutes, any other is looked up.</summary>
internal sealed class Correspondents(IMailStore store, ISentMail sent, SentCopies copies, TimeProvider time)
{
    private const int Latest = 200;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private ImmutableArray<string> _recent = [];
    private DateTimeOffset _read = DateTimeOffset.MinValue;

    /// <summary>The addresses of the latest mail that was sent, each once, the most written to first.</summary>
    public async Task<ImmutableArray<string>> RecentAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _read < s_kept)
        {
            return _recent;
        }

        var folder = await copies.FolderAsync(cancellationToken);
        ImmutableArray<MailMessage> messages;
        try
        {
            var wanted = new MailPageRequest(folder, null, null, Latest, HeadersOnly: true);
            messages = (await store.PageAsync(wanted, cancellationToken)).Messages;
        }
        catch (ToolException)
        {
            messages = []; // Nothing was ever sent from here: there is no such folder.
        }

        _recent =
        [
            .. messages
                .SelectMany(m => m.To.Concat(m.Cc))
                .Select(p => p.Address)
                .OfType<string>()
                .GroupBy(a => a, StringComparer.Ordinal)
                .OrderByDescending(g => g.Count())
                .Select(g => g.Key),
        ];
        _known.UnionWith(_recent);
        _read = time.GetUtcNow();
        return _recent;
    }

    /// <summary>Whether the owner has ever written to an address from this account.</summary>
    public async Task<bool> HasWrittenToAsync(string address, CancellationToken cancellationToken)
    {
        await RecentAsync(cancellationToken);
        if (_known.Contains(address))
        {
            return true;
        }

        var found = await sent.HoldsRecipientAsync(
            await copies.FolderAsync(cancellationToken),
            address,
            cancellationToken
        );
        if (found)
        {
            _known.Add(address);
        }

        return found;
    }
}
