using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Gateway.Features.Orders;

/// <summary>Reads the owner's words as orders, against what may be named on this device now.</summary>
internal sealed class OrderReader(LiveFiles files, AgentCatalog agents, FolderNames folders, TimeProvider time)
{
    /// <summary>One order, or why it is none.</summary>
    public async Task<OrderParse> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var (config, known) = (files.Config.Current, agents.List());
        var vocabulary = new OrderVocabulary
        {
            Contacts = config.Contacts,
            Agents = [.. known.Select(a => a.Name.Value)],
            Folders = await folders.ReadAsync(known, cancellationToken).ConfigureAwait(false),
            Today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), config.Zone).DateTime),
        };
        return OrderParser.Parse(text, vocabulary);
    }
}
