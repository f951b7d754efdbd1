using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Cli.Commands;

/// <summary>A command that failed, for scripts.</summary>
/// <param name="Error">One sentence.</param>
/// <param name="Code">What kind of failure.</param>
/// <param name="Todo">What to do.</param>
internal sealed record FailureOutput(string Error, string Code, string? Todo);

/// <summary>What <c>down</c> did.</summary>
/// <param name="Running">Always false.</param>
/// <param name="Pid">The process that ended; null where none ran.</param>
internal sealed record DownOutput(bool Running, int? Pid);

/// <summary>An order or a connection that was removed.</summary>
internal sealed record RemovedOutput(string Removed);

/// <summary>A second factor or a panic code that was set or removed.</summary>
internal sealed record SafetyChangeOutput(string What, bool Set);

/// <summary>An audit that was exported.</summary>
internal sealed record ExportOutput(string File, long Entries);

/// <summary>An order that was refused.</summary>
internal sealed record OrderRefusedOutput(string Error, string Code, IReadOnlyList<string> Examples);

/// <summary>What <c>service</c> did.</summary>
/// <param name="File">The file that was written or removed.</param>
/// <param name="Notes">What is left to do by hand.</param>
internal sealed record ServiceOutput(string File, IReadOnlyList<string> Notes);

/// <summary>Source-generated JSON of what only the command line says.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FailureOutput))]
[JsonSerializable(typeof(DownOutput))]
[JsonSerializable(typeof(RemovedOutput))]
[JsonSerializable(typeof(SafetyChangeOutput))]
[JsonSerializable(typeof(ExportOutput))]
[JsonSerializable(typeof(OrderRefusedOutput))]
[JsonSerializable(typeof(ServiceOutput))]
internal sealed partial class CliJson : JsonSerializerContext;
