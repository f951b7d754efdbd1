using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>Collects what doctor found, in the order in which it looked.</summary>
internal sealed class Findings
{
    private readonly List<DoctorFinding> _all = [];

    public IReadOnlyList<DoctorFinding> All => _all;

    public void Ok(string area, string what) => _all.Add(new DoctorFinding(area, "ok", what, null));

    public void Warn(string area, string what, string mend) => _all.Add(new DoctorFinding(area, "warning", what, mend));

    public void Error(string area, string what, string mend) => _all.Add(new DoctorFinding(area, "error", what, mend));
}
