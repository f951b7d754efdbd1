using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Protocol;

/// <summary>Source-generated JSON of every wire type: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = false
)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(CallsRequest))]
[JsonSerializable(typeof(RunResponse))]
[JsonSerializable(typeof(IReadOnlyList<RunResponse>))]
[JsonSerializable(typeof(RunProgress))]
[JsonSerializable(typeof(IReadOnlyList<TimelineEntry>))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(StopResponse))]
[JsonSerializable(typeof(ResumeResponse))]
[JsonSerializable(typeof(IReadOnlyList<ApprovalSummary>))]
[JsonSerializable(typeof(ApprovalDetail))]
[JsonSerializable(typeof(ApproveRequest))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(OrderRefusal))]
[JsonSerializable(typeof(IReadOnlyList<OrderResponse>))]
[JsonSerializable(typeof(AgentResponse))]
[JsonSerializable(typeof(IReadOnlyList<AgentResponse>))]
[JsonSerializable(typeof(RuleRequest))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(ConnectResponse))]
[JsonSerializable(typeof(SignInResponse))]
[JsonSerializable(typeof(IReadOnlyList<ConnectionResponse>))]
[JsonSerializable(typeof(IReadOnlyList<MailAccountResponse>))]
[JsonSerializable(typeof(MailSearchResponse))]
[JsonSerializable(typeof(IReadOnlyList<MailListsResponse>))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(GatewayReady))]
[JsonSerializable(typeof(AuditVerifyResponse))]
[JsonSerializable(typeof(IReadOnlyList<DoctorFinding>))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(BackupResponse))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(PolicyCheckResponse))]
[JsonSerializable(typeof(PolicySimulationResponse))]
[JsonSerializable(typeof(PolicyExplanation))]
[JsonSerializable(typeof(DraftResponse))]
[JsonSerializable(typeof(IReadOnlyList<DraftResponse>))]
[JsonSerializable(typeof(FollowUpRequest))]
[JsonSerializable(typeof(FollowUpResponse))]
[JsonSerializable(typeof(IReadOnlyList<FollowUpResponse>))]
[JsonSerializable(typeof(IReadOnlyList<MuteResponse>))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ProtocolJson : JsonSerializerContext;
