using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Stopping;

namespace MeshClaw.Core.Runs;

/// <summary>The durable stores that runs need.</summary>
public sealed record RunStores(IRunStore Runs, IJournal Journal, IApprovalStore Approvals, IStopSwitch StopSwitch);
