using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Local;

/// <summary>Says who wrote what a program gave: that it ended, the owner's own system; every word of it, anybody.</summary>
internal static class ProgramLabels
{
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);

    public static Observation Of(string kind, ProgramRun run, string ended)
    {
        var fields = ImmutableArray.CreateBuilder<SeenField>(5);
        fields.Add(new SeenField("exit", FieldKind.Value, ended, s_own));
        Add("output", run.Output);
        Add("error", run.Error);
        return new Observation { Records = [new SeenRecord([kind], null, fields.ToImmutable()) { IsOwnCopy = true }] };

        void Add(string name, BoundedOutput output)
        {
            if (output.IsCut)
            {
                var bytes = output.Total.ToString(CultureInfo.InvariantCulture);
                fields.Add(new SeenField($"{name}Bytes", FieldKind.Value, bytes, s_own));
            }

            if (output.Total > 0)
            {
                fields.Add(new SeenField(name, FieldKind.Prose, output.ToString(), s_foreign));
            }
        }
    }
}
