using System.CommandLine;
using System.CommandLine.Parsing;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect web/NAME …</c>. The options of a key and of plain http are those of models.</summary>
internal sealed class ConnectWeb(Argument<string> connection, Option<bool> key, Option<bool> insecure) : IConnectKind
{
    private readonly Option<string?> _searXng = new("--searxng")
    {
        Description = "https://host of your own SearXNG, which searches the web.",
        HelpName = "URL",
    };
    private readonly Option<bool> _brave = new("--brave")
    {
        Description = "Brave searches the web; takes a key: --api-key-stdin",
    };
    private readonly Option<bool> _pagesOnly = new("--pages-only")
    {
        Description = "Nothing searches the web: pages are fetched only.",
    };

    /// <inheritdoc />
    public string Prefix => "web/";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options => [_searXng, _brave, _pagesOnly, key, insecure];

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var request = new WebConnectRequest
        {
            Connection = arguments.GetRequiredValue(connection),
            SearXng = arguments.GetValue(_searXng),
            Brave = arguments.GetValue(_brave),
            PagesOnly = arguments.GetValue(_pagesOnly),
            ApiKey = await ConnectModel.KeyAsync(scope, key, cancellationToken).ConfigureAwait(false),
            Insecure = arguments.GetValue(insecure),
        };
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var connected = await session.Client.ConnectWebAsync(request, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.WebConnectResponse);
            return ExitCode.Done;
        }

        var how = connected.Found is null ? "it fetches pages" : $"{connected.Where} answers";
        scope.Screen.Markup($"[green]{Screen.Safe(connected.Connection)}[/] works: {Screen.Safe(how)}.");
        foreach (var note in connected.Notes)
        {
            scope.Screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }

        return ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        Option[] places = [_searXng, _brave, _pagesOnly];
        if (places.Count(p => result.GetResult(p) is { Implicit: false }) != 1)
        {
            result.AddError("Give one of --searxng URL, --brave and --pages-only.");
        }

        if (result.GetValue(key) && !result.GetValue(_brave))
        {
            result.AddError("--api-key-stdin is for --brave.");
        }
    }
}
