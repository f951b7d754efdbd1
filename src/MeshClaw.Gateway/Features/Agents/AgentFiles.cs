using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Agents.Drafting;
using MeshClaw.Core.Files;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Policy.Orders;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Agents;

/// <summary>Making and changing agents: drafts, checks, and the file itself, whole and at once.</summary>
internal static class AgentFiles
{
    public static void MapAgentFiles(this RouteGroupBuilder v1)
    {
        v1.MapGet("/agent-templates", Templates);
        v1.MapPost("/agent-drafts", DraftAsync);
        v1.MapPost("/agents/{agent}/check", Check);
        v1.MapPost("/agents/{agent}/file", WriteAsync);
    }

    /// <summary>SHA-256 of a file's bytes, lower-case hex; null where there is no file.</summary>
    public static string? VersionOf(string path) =>
        File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : null;

    private static JsonHttpResult<IReadOnlyList<AgentTemplateResponse>> Templates(GatewayServices services)
    {
        var connected = services.Contexts.Current.Connections.Select(c => c.Connector).ToHashSet();
        return Answer.With<IReadOnlyList<AgentTemplateResponse>>(
            [
                .. AgentTemplate.All.Select(t => new AgentTemplateResponse(
                    t.Name,
                    t.Agent.Description,
                    [.. t.Connectors],
                    [.. t.Agent.When.Select(w => w.ToWords())],
                    [.. t.Connectors.Where(c => !connected.Contains(c))],
                    t.Text
                )),
            ],
            ProtocolJson.Default.IReadOnlyListAgentTemplateResponse
        );
    }

    private static async Task<JsonHttpResult<AgentDraftResponse>> DraftAsync(
        AgentDraftRequest request,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        var wish = new AgentWish
        {
            Sentence = request.Sentence ?? "",
            Template = request.Template,
            Name = request.Name,
            Connections = [.. request.Connections ?? []],
            When = [.. request.When ?? []],
            Autonomy = request.Autonomy,
        };
        var context = services.Contexts.Current;
        var drafting = AgentDrafter.Draft(wish, context, [.. services.Agents.List().Select(a => a.Name.Value)]);
        var (draft, notes) = (drafting.Draft, drafting.Notes.ToList());
        if (draft is not null && request.ByModel)
        {
            draft = await ByModelAsync(draft, wish.Sentence, notes, services, options, cancellationToken);
        }

        if (draft is not null)
        {
            notes.AddRange(await HintsAsync(draft, wish.Sentence, services, options, cancellationToken));
        }

        var written = draft is null ? (null, []) : AgentDraftText.Write(draft, context);
        var shown = Shown(draft?.Name, written.Text, written.Problems, services, options);
        return Answer.With(
            shown with
            {
                Missing = [.. drafting.Missing.Select(m => new AgentMissing(m.Connector, m.Todo))],
                Questions = [.. drafting.Questions.Select(q => new AgentQuestionDto(q.Key, q.Text, [.. q.Options]))],
                Notes = notes,
            },
            ProtocolJson.Default.AgentDraftResponse
        );
    }

    private static async Task<IReadOnlyList<string>> HintsAsync(
        AgentDraft draft,
        string sentence,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        var hints = new List<string>();
        if (options.Models is null && services.Files.Config.Current.ModelChain.IsEmpty)
        {
            hints.Add(
                draft.Tools.Contains("mail.move")
                    ? "No model is connected: it sorts by its rules and your habits, and leaves the rest of the instructions out."
                    : "No model is connected, and nobody else reads instructions: meshclaw connect model/NAME --openai-compatible URL --model M"
            );
        }

        // Instructions are for a model; only an order holds whatever a model thinks.
        foreach (var clause in sentence.Split([',', ';', '.', '\n'], StringSplitOptions.TrimEntries).Take(20))
        {
            var words = InvisibleText.Line(clause, 200);
            if (
                words.Length > 0
                && await services.OrderReader.ReadAsync(words, cancellationToken) is OrderParse.Understood
            )
            {
                hints.Add(
                    $"\"{words}\" stands in the instructions. For the guard to enforce it: meshclaw order \"{words}\""
                );
            }
        }

        return hints;
    }

    // A model words, and chooses nothing: without one, or where its words are not taken, the template's stand.
    private static async Task<AgentDraft> ByModelAsync(
        AgentDraft draft,
        string sentence,
        List<string> notes,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var model = (options.Models ?? services.Models.Source).Open(
                new ModelUse { Trigger = "agents create" }
            );
            var answer = await model.GetResponseAsync(
                ModelWording.Ask(sentence, draft.Instructions),
                cancellationToken: cancellationToken
            );
            var (worded, refusal) = ModelWording.Take(draft, sentence, answer.Text);
            notes.Add(
                worded is null
                    ? $"The model's words are left out: {refusal}."
                    : "Your model worded the instructions; all else is chosen by rules."
            );
            return worded ?? draft;
        }
        catch (ModelCallException failed)
        {
            notes.Add($"The model did not word the instructions; the rules' own stand. {failed.Message}");
            return draft;
        }
    }

    private static IResult Check(
        string agent,
        AgentFileRequest request,
        GatewayServices services,
        GatewayOptions options
    )
    {
        if (AgentNames.Refuse(agent) is { } refusal)
        {
            return new ProblemResult("invalid", refusal);
        }

        var read = Parse(agent, request.Text, services, options);
        ImmutableArray<string> problems = [.. read.Problems.Select(p => p.ToString())];
        return Answer.With(
            Shown(agent, read.Value is null ? null : request.Text, problems, services, options),
            ProtocolJson.Default.AgentDraftResponse
        );
    }

    private static async Task<IResult> WriteAsync(
        string agent,
        AgentFileRequest request,
        GatewayServices services,
        GatewayOptions options,
        CancellationToken cancellationToken
    )
    {
        if (AgentNames.Refuse(agent) is { } refusal)
        {
            return new ProblemResult("invalid", refusal);
        }

        var read = Parse(agent, request.Text, services, options);
        if (read.Value is not { } definition)
        {
            return new ProblemResult("invalid", string.Join(" ", read.Problems.Where(p => !p.IsWarning)));
        }

        var path = options.Home.AgentFile(definition.Name);
        lock (AgentEndpoints.Editing)
        {
            var there = VersionOf(path);
            if (request.Replaces is null && (there is not null || Path.Exists(Path.GetDirectoryName(path))))
            {
                return new ProblemResult(
                    "exists",
                    $"There is an agent {agent} already.",
                    $"See it: meshclaw agents show {agent}"
                );
            }

            if (request.Replaces is { } expected && there != expected)
            {
                return new ProblemResult(
                    "changed",
                    $"agents/{agent}/AGENT.md was changed meanwhile. Nothing was written."
                );
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // A file of an agent lies in its folder.
            AtomicFile.Write(path, request.Text);
        }

        var details = AuditDetails.Of(
            ("agent", agent),
            ("version", definition.Version),
            ("autonomy", AgentEndpoints.AutonomyOf(definition.Grant.Autonomy))
        );
        await services.Audit.AppendAsync(
            request.Replaces is null ? "agent.created" : "agent.changed",
            details,
            cancellationToken
        );
        return await AgentEndpoints.GetAsync(agent, services, options, cancellationToken);
    }

    private static FileResult<AgentDefinition> Parse(
        string agent,
        string text,
        GatewayServices services,
        GatewayOptions options
    ) =>
        AgentFile.Parse(
            options.Home.AgentFile(new AgentName(agent)),
            Encoding.UTF8.GetBytes(text ?? ""),
            services.Contexts.Current
        );

    private static AgentDraftResponse Shown(
        string? name,
        string? text,
        ImmutableArray<string> problems,
        GatewayServices services,
        GatewayOptions options
    )
    {
        var definition = name is null || text is null ? null : Parse(name, text, services, options).Value;
        return new AgentDraftResponse
        {
            Name = name,
            Text = text,
            Replaces = name is null ? null : VersionOf(options.Home.AgentFile(new AgentName(name))),
            Can = definition is null ? [] : AgentContexts.Describe(definition.Grant),
            Missing = [],
            Questions = [],
            Notes = [],
            Problems = problems,
        };
    }
}
