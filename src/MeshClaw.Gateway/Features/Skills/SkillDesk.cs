using MeshClaw.Core.Audit;
using MeshClaw.Core.Skills;

namespace MeshClaw.Gateway.Features.Skills;

/// <summary>The skills of this home, and what brings them in on the owner's word.</summary>
internal sealed class SkillDesk
{
    private readonly IAuditLog _audit;

    public SkillDesk(GatewayOptions options, IAuditLog audit)
    {
        _audit = audit;
        Catalog = new SkillCatalog(options.Home, options.ShippedSkills) { Withdrawn = WriteAsync };
        Installer = new SkillInstaller(options.Home, Catalog, options.Time);
    }

    /// <summary>Those that agents' files may name.</summary>
    public SkillCatalog Catalog { get; }

    /// <summary>No tool of an agent leads here.</summary>
    public SkillInstaller Installer { get; }

    // That they are not what the owner said yes to any more.
    private async Task WriteAsync(IReadOnlyList<SkillListing> skills, CancellationToken cancellationToken)
    {
        foreach (var skill in skills)
        {
            var details = AuditDetails.Of(
                ("skill", skill.Key),
                ("pinned", skill.Pin?.Hash ?? ""),
                ("found", skill.Hash)
            );
            await _audit.AppendAsync("skill.withdrawn", details, cancellationToken);
        }
    }
}
