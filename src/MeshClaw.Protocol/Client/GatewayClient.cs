using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeshClaw.Protocol.Client;

/// <summary>
/// Everything that a gateway can be asked, typed. Refusals and failures are <see cref="GatewayException"/>s with a code. No request has
/// a time limit of its own: cancel it. Thread-safe.
/// </summary>
public sealed partial class GatewayClient : IDisposable
{
    private static readonly ProtocolJson s_json = ProtocolJson.Default;
    private readonly GatewayTransport _transport;

    private GatewayClient(GatewayTransport transport, GatewayReady ready)
    {
        _transport = transport;
        Ready = ready;
    }

    /// <summary>The gateway that it talks to.</summary>
    public GatewayReady Ready { get; }

    /// <summary>The gateway that runs on a home; null where none answers. What a killed one left behind counts as none.</summary>
    /// <exception cref="GatewayException">One is there, but its token cannot be read or it does not take it.</exception>
    public static async Task<GatewayClient?> FindAsync(string home, CancellationToken cancellationToken)
    {
        if (GatewayFiles.ReadReady(home) is not { } ready || !File.Exists(ready.TokenFile))
        {
            return null;
        }

        var client = Open(ready);
        try
        {
            await client.StatusAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (GatewayException e) when (e.Code == GatewayException.Unreachable)
        {
            client.Dispose();
            return null;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Talks to a gateway by what it printed when it was ready. Connects with the first request.</summary>
    /// <param name="ready">What <c>up --detach</c> printed.</param>
    /// <param name="overSocket">Over its Unix socket, otherwise over loopback.</param>
    /// <exception cref="GatewayException">The token cannot be read.</exception>
    public static GatewayClient Open(GatewayReady ready, bool overSocket = true)
    {
        ArgumentNullException.ThrowIfNull(ready);
        string token;
        try
        {
            token = File.ReadAllText(ready.TokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException("unauthorized", "The gateway's token cannot be read.", e.Message, inner: e);
        }

        var transport =
            overSocket && ready.Socket.Length > 0
                ? GatewayTransport.OverSocket(ready.Socket, token)
                : GatewayTransport.OverLoopback(new Uri(ready.Url), token);
        return new GatewayClient(transport, ready);
    }

    /// <summary>How it is.</summary>
    public Task<StatusResponse> StatusAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/status", s_json.StatusResponse, cancellationToken);

    /// <summary>All agents.</summary>
    public Task<IReadOnlyList<AgentResponse>> ListAgentsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/agents", s_json.IReadOnlyListAgentResponse, cancellationToken);

    /// <summary>One agent, with its file.</summary>
    public Task<AgentResponse> GetAgentAsync(string agent, CancellationToken cancellationToken) =>
        GetAsync($"/v1/agents/{Part(agent)}", s_json.AgentResponse, cancellationToken);

    /// <summary>Puts an agent on hold.</summary>
    public Task<AgentResponse> PauseAgentAsync(string agent, CancellationToken cancellationToken) =>
        PostAsync($"/v1/agents/{Part(agent)}/pause", null, s_json.AgentResponse, cancellationToken);

    /// <summary>Lets an agent go on.</summary>
    public Task<AgentResponse> ResumeAgentAsync(string agent, CancellationToken cancellationToken) =>
        PostAsync($"/v1/agents/{Part(agent)}/resume", null, s_json.AgentResponse, cancellationToken);

    /// <summary>Adds a rule line to an agent's file; code <c>invalid</c> where it cannot be read as one.</summary>
    public Task<AgentResponse> AddRuleAsync(string agent, string rule, CancellationToken cancellationToken) =>
        PostAsync(
            $"/v1/agents/{Part(agent)}/rules",
            Body(new RuleRequest(rule), s_json.RuleRequest),
            s_json.AgentResponse,
            cancellationToken
        );

    /// <summary>What a policy file's text comes to. Stores nothing.</summary>
    public Task<PolicyCheckResponse> CheckPolicyAsync(PolicyRequest request, CancellationToken cancellationToken) =>
        PostAsync(
            "/v1/policy/check",
            Body(request, s_json.PolicyRequest),
            s_json.PolicyCheckResponse,
            cancellationToken
        );

    /// <summary>What the timeline would have looked like under a policy file; code <c>invalid</c> where the file has errors.</summary>
    public Task<PolicySimulationResponse> SimulatePolicyAsync(
        PolicyRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            "/v1/policy/simulate",
            Body(request, s_json.PolicyRequest),
            s_json.PolicySimulationResponse,
            cancellationToken
        );

    /// <summary>What an agent may do, or why a call of the timeline is decided as it is.</summary>
    public Task<PolicyExplanation> ExplainPolicyAsync(string subject, CancellationToken cancellationToken) =>
        GetAsync($"/v1/policy/explain/{Part(subject)}", s_json.PolicyExplanation, cancellationToken);

    /// <summary>The connections that are configured; none is opened for it.</summary>
    public Task<IReadOnlyList<ConnectionResponse>> ListConnectionsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/connections", s_json.IReadOnlyListConnectionResponse, cancellationToken);

    /// <summary>Tests a connection and keeps it. Nothing is stored where the test fails (code <c>connection-failed</c>).</summary>
    public Task<ConnectResponse> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/connections", Body(request, s_json.ConnectRequest), s_json.ConnectResponse, cancellationToken);

    /// <summary>
    /// Begins to sign in to an account; what is left out of the request is as in the connection of that name. Once the owner said yes,
    /// the connection is tested and kept.
    /// </summary>
    public Task<SignInResponse> StartSignInAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/sign-ins", Body(request, s_json.ConnectRequest), s_json.SignInResponse, cancellationToken);

    /// <summary>How a sign-in is; answers when it has ended, or after some seconds.</summary>
    public Task<SignInResponse> WaitForSignInAsync(string id, CancellationToken cancellationToken) =>
        GetAsync($"/v1/sign-ins/{Part(id)}", s_json.SignInResponse, cancellationToken);

    /// <summary>Forgets a connection and its password. Agents that name it stay, and fail until it is back.</summary>
    public Task RemoveConnectionAsync(string connection, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"/v1/connections/{Path(connection)}", null, 204, cancellationToken);

    /// <summary>Starts a run; code <c>not-found</c>, <c>paused</c>, <c>invalid</c>, <c>busy</c> or <c>stopped</c> where it may not.</summary>
    public Task<RunResponse> StartRunAsync(string agent, CancellationToken cancellationToken) =>
        PostAsync("/v1/runs", Body(new RunRequest(agent), s_json.RunRequest), s_json.RunResponse, cancellationToken);

    /// <summary>
    /// Proposes calls that the owner makes directly; they pass the guard as an agent's do, and what has an effect asks. Code
    /// <c>invalid</c>, <c>connection-failed</c> or <c>stopped</c> where that cannot be.
    /// </summary>
    public Task<RunResponse> StartCallsAsync(CallsRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/calls", Body(request, s_json.CallsRequest), s_json.RunResponse, cancellationToken);

    /// <summary>Runs, newest first.</summary>
    public Task<IReadOnlyList<RunResponse>> ListRunsAsync(int limit, CancellationToken cancellationToken) =>
        GetAsync($"/v1/runs?limit={limit}", s_json.IReadOnlyListRunResponse, cancellationToken);

    /// <summary>One run.</summary>
    public Task<RunResponse> GetRunAsync(string run, CancellationToken cancellationToken) =>
        GetAsync($"/v1/runs/{Part(run)}", s_json.RunResponse, cancellationToken);

    /// <summary>
    /// How far a run is, until it ends or waits: the last element has <see cref="RunProgress.Final"/>. A gateway that goes away before
    /// is a <see cref="GatewayException"/>.
    /// </summary>
    public async IAsyncEnumerable<RunProgress> WatchRunAsync(
        string run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await _transport
            .SendAsync(HttpMethod.Get, $"/v1/runs/{Part(run)}/events", null, cancellationToken)
            .ConfigureAwait(false);
        await GatewayTransport.EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var events = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize(data, s_json.RunProgress));
        await using var reader = events.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(reader).ConfigureAwait(false))
        {
            if (reader.Current.Data is not { } progress)
            {
                continue;
            }

            yield return progress;
            if (progress.Final is not null)
            {
                yield break;
            }
        }

        throw new GatewayException(GatewayException.Unreachable, "The gateway went away while the run was under way.");
    }

    /// <summary>Follows a run until it ends or waits.</summary>
    public async Task<RunResponse> WaitForRunAsync(string run, CancellationToken cancellationToken)
    {
        await foreach (var progress in WatchRunAsync(run, cancellationToken).ConfigureAwait(false))
        {
            if (progress.Final is { } final)
            {
                return final;
            }
        }

        return await GetRunAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Approvals, newest first; in one state (<c>waiting</c> …) or in any.</summary>
    public Task<IReadOnlyList<ApprovalSummary>> ListApprovalsAsync(
        string? state,
        int limit,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            $"/v1/approvals?limit={limit}{Query("state", state)}",
            s_json.IReadOnlyListApprovalSummary,
            cancellationToken
        );

    /// <summary>One approval with every call.</summary>
    public Task<ApprovalDetail> GetApprovalAsync(string approval, CancellationToken cancellationToken) =>
        GetAsync($"/v1/approvals/{Part(approval)}", s_json.ApprovalDetail, cancellationToken);

    /// <summary>
    /// Says yes; the run goes on in the background, and is the answer as it stands then. Code <c>hash-mismatch</c>, <c>expired</c>,
    /// <c>already-decided</c>, <c>stopped</c> or <c>not-found</c> where that cannot be.
    /// </summary>
    public Task<RunResponse> ApproveAsync(
        string approval,
        ApproveRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/approvals/{Part(approval)}/approve",
            Body(request, s_json.ApproveRequest),
            s_json.RunResponse,
            cancellationToken
        );

    /// <summary>Says no to all of it.</summary>
    public Task<RunResponse> DenyAsync(string approval, CancellationToken cancellationToken) =>
        PostAsync($"/v1/approvals/{Part(approval)}/deny", null, s_json.RunResponse, cancellationToken);

    /// <summary>Orders in force.</summary>
    public Task<IReadOnlyList<OrderResponse>> ListOrdersAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/orders", s_json.IReadOnlyListOrderResponse, cancellationToken);

    /// <summary>Gives an order: set as it was understood, or refused and nothing set.</summary>
    public async Task<OrderAnswer> AddOrderAsync(string text, CancellationToken cancellationToken)
    {
        var body = Body(new OrderRequest(text), s_json.OrderRequest);
        using var response = await _transport
            .SendAsync(HttpMethod.Post, "/v1/orders", body, cancellationToken)
            .ConfigureAwait(false);
        if ((int)response.StatusCode == 422)
        {
            return new OrderAnswer(null, await Read(s_json.OrderRefusal).ConfigureAwait(false));
        }

        await GatewayTransport.EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        return new OrderAnswer(await Read(s_json.OrderResponse).ConfigureAwait(false), null);

        Task<T> Read<T>(JsonTypeInfo<T> type) => GatewayTransport.ReadAsync(response, type, cancellationToken);
    }

    /// <summary>Removes an order.</summary>
    public Task RemoveOrderAsync(string order, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"/v1/orders/{Part(order)}", null, 204, cancellationToken);

    /// <summary>Actions, newest first.</summary>
    public Task<IReadOnlyList<TimelineEntry>> TimelineAsync(TimelineQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path =
            $"/v1/timeline?limit={query.Limit}{Query("run", query.Run)}{Query("state", query.State)}{Query("before", query.Before)}";
        return GetAsync(path, s_json.IReadOnlyListTimelineEntry, cancellationToken);
    }

    /// <summary>Takes back a run (<c>r7</c>), an action (<c>a12</c>), or what was done last (null). The answer is the run that does it.</summary>
    public Task<RunResponse> UndoAsync(string? target, CancellationToken cancellationToken) =>
        PostAsync("/v1/undo", Body(new UndoRequest(target), s_json.UndoRequest), s_json.RunResponse, cancellationToken);

    /// <summary>Stops everything, until it is resumed.</summary>
    public Task<StopResponse> StopAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/stop", null, s_json.StopResponse, cancellationToken);

    /// <summary>Ends the stop; code <c>locked</c> where a panic code locked it.</summary>
    public Task<ResumeResponse> ResumeAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/resume", null, s_json.ResumeResponse, cancellationToken);

    /// <summary>Walks the audit's chain.</summary>
    public Task<AuditVerifyResponse> VerifyAuditAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/audit/verify", s_json.AuditVerifyResponse, cancellationToken);

    /// <summary>Copies the audit as JSON Lines, oldest first, from a sequence number on.</summary>
    public async Task ExportAuditAsync(Stream destination, long from, CancellationToken cancellationToken)
    {
        using var response = await _transport
            .SendAsync(HttpMethod.Get, $"/v1/audit/export?from={from}", null, cancellationToken)
            .ConfigureAwait(false);
        await GatewayTransport.EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        await response.Content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a backup; code <c>exists</c> where the file is there and may not be overwritten.</summary>
    public Task<BackupResponse> BackupAsync(BackupRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/backup", Body(request, s_json.BackupRequest), s_json.BackupResponse, cancellationToken);

    /// <summary>Looks for what is wrong; logs in to every connection.</summary>
    public Task<IReadOnlyList<DoctorFinding>> DoctorAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/doctor", null, s_json.IReadOnlyListDoctorFinding, cancellationToken);

    /// <summary>Ends the gateway. Runs under way are put aside and go on at the next start.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "/v1/shutdown", null, 202, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _transport.Dispose();

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    private Task<T> PostAsync<T>(
        string path,
        HttpContent? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) => _transport.SendAsync(HttpMethod.Post, path, body, type, cancellationToken);

    private static JsonContent Body<T>(T value, JsonTypeInfo<T> type) => JsonContent.Create(value, type);

    private static string Part(string value) => Uri.EscapeDataString(value);

    // mail/work: the slash stays one.
    private static string Path(string value) => string.Join('/', value.Split('/').Select(Uri.EscapeDataString));

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Part(value)}";

    private static async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<SseItem<T>> reader)
    {
        try
        {
            return await reader.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            throw new GatewayException(
                GatewayException.Unreachable,
                "The gateway went away while the run was under way.",
                "The run goes on when the gateway is started again.",
                inner: e
            );
        }
    }
}

/// <summary>An order that was set, or why it was not: exactly one of them.</summary>
public sealed record OrderAnswer(OrderResponse? Order, OrderRefusal? Refusal);

/// <summary>Which actions. Null is no condition.</summary>
public sealed record TimelineQuery
{
    /// <summary>Of one run.</summary>
    public string? Run { get; init; }

    /// <summary>In one state.</summary>
    public string? State { get; init; }

    /// <summary>Older than this action.</summary>
    public string? Before { get; init; }

    /// <summary>At most so many, 1 to 1000.</summary>
    public int Limit { get; init; } = 100;
}
