using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MeshClaw.Connectors.Mail;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;
using MeshClaw.Models.Triage;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using MeshClaw.Testing;
using MimeKit;

namespace MeshClaw.Models.Tests.Triage;

/// <summary>What a message of the demo should become.</summary>
internal sealed record DemoLabel(
    string File,
    string Folder,
    bool Seen,
    bool Answered,
    bool Flagged,
    string? Expect,
    bool MayKeep,
    string Why
);

/// <summary>samples/demo-mailbox as a Maildir behind the real connector.</summary>
internal sealed class DemoMailbox : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly MaildirMailbox _mailbox = new();
    private readonly Dictionary<string, DemoLabel> _labels = new(StringComparer.Ordinal);
    private readonly MailConnector _connector;

    private DemoMailbox(Owner owner, DateTimeOffset now, string? trustedAuthServer)
    {
        Owner = owner;
        Now = now;
        _connector = MailConnectorFactory.Create(
            new MailAccount
            {
                Connection = new ConnectionName("mail/demo"),
                MaildirPath = _mailbox.Root,
                TrustedAuthServers = trustedAuthServer is null ? [] : [trustedAuthServer],
            },
            null
        );
    }

    public Owner Owner { get; }

    public DateTimeOffset Now { get; }

    /// <summary>By folder and id.</summary>
    public IEnumerable<KeyValuePair<string, DemoLabel>> LabelsOf(string folder) =>
        _labels.Where(l => l.Value.Folder == folder);

    public static async Task<DemoMailbox> OpenAsync(string? trustedAuthServer)
    {
        var root = Root();
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(root, "manifest.json")));
        var owner = manifest.RootElement.GetProperty("owner").Deserialize<Owner>(s_json)!;
        var demo = new DemoMailbox(
            owner,
            manifest.RootElement.GetProperty("now").GetDateTimeOffset(),
            trustedAuthServer
        );
        foreach (var label in manifest.RootElement.GetProperty("messages").Deserialize<DemoLabel[]>(s_json)!)
        {
            await demo.AddAsync(root, label);
        }

        return demo;
    }

    public Task<ReflexResult> TriageAsync(
        ImmutableArray<AgentRule> rules,
        int maxActions = 1_000,
        ITriageMemory? memory = null
    ) => new TriageReflex(memory).RunAsync(Context(rules, maxActions), CancellationToken.None);

    /// <summary>What lies in a folder, as the connector reads it.</summary>
    public async Task<ImmutableArray<MailMessage>> ListAsync(string folder)
    {
        var arguments = $$"""{"folder":"{{folder}}","limit":200}""";
        var request = new ToolRequest(_connector.Connection, new ToolName("mail.list"), arguments);
        return ((MailPage)(await ReadAsync(request, CancellationToken.None)).Value!).Messages;
    }

    public ReflexContext Context(ImmutableArray<AgentRule> rules, int maxActions) =>
        new()
        {
            Agent = new AgentDefinition
            {
                Name = new AgentName("inbox"),
                Description = "Sorts",
                Grant = Grant,
                Version = "",
                Rules = rules,
            },
            Connection = _connector.Connection,
            Owner = Owner,
            Now = Now,
            MaxActions = maxActions,
            Read = ReadAsync,
            Progress = (_, _) => { },
        };

    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync();
        await _mailbox.DisposeAsync();
    }

    private AgentGrant Grant =>
        new()
        {
            Agent = new AgentName("inbox"),
            Tools = ["mail.*"],
            Connections = [_connector.Connection],
        };

    private GuardSnapshot Snapshot =>
        new()
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = Grant,
            Ceiling = Ceiling.None,
            Orders = OrderBook.Empty,
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "",
            Now = Now,
            Used = new Dictionary<string, long>(),
        };

    private async Task<ToolResult> ReadAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var call = (await _connector.DescribeAsync([request], cancellationToken))[0];
        var decision = Guard.Decide(call, Snapshot);
        return await _connector.ReadAsync(Guard.OpenRead(decision), cancellationToken);
    }

    private async Task AddAsync(string root, DemoLabel label)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(root, label.File));
        using var message = MimeMessage.Load(new MemoryStream(bytes));
        var flags = string.Join(
            ' ',
            new[] { (label.Seen, "Seen"), (label.Answered, "Answered"), (label.Flagged, "Flagged") }
                .Where(f => f.Item1)
                .Select(f => f.Item2)
        );
        var id = await _mailbox.AddAsync(label.Folder, Encoding.Latin1.GetString(bytes), flags, message.Date);
        _labels[$"{label.Folder}/{id}"] = label;
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MeshClaw.slnx")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(
            directory?.FullName ?? throw new InvalidOperationException("Not within the repository."),
            "samples",
            "demo-mailbox"
        );
    }
}
