using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

public sealed class TriageModelFileTests
{
    [Fact]
    public void A_loaded_model_judges_and_learns_as_the_saved_one()
    {
        var model = Lessons.Taught(8);
        var loaded = TriageModelFile.Load(TriageModelFile.Save(model), out var problem)!;

        Assert.Equal("", problem);
        Assert.Equal(model.Folders, loaded.Folders);
        foreach (var example in Lessons.Day(9))
        {
            var view = TriageModelTests.View(example.Message);
            Assert.Equal(model.Judge(view), loaded.Judge(view));
            model.Learn(example, MailboxHistory.Empty, Mails.Robin);
            loaded.Learn(example, MailboxHistory.Empty, Mails.Robin);
        }

        Assert.Equal(TriageModelFile.Save(model), TriageModelFile.Save(loaded));
    }

    [Fact]
    public void Damage_anywhere_is_found_and_never_thrown()
    {
        var bytes = TriageModelFile.Save(Lessons.Taught(2));
        for (var i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 200))
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x41;
            Assert.Null(TriageModelFile.Load(damaged, out var problem));
            Assert.NotEqual("", problem);
            Assert.Null(TriageModelFile.Load(bytes.AsMemory(0, i), out _));
        }
    }

    [Fact]
    public void Another_version_is_told()
    {
        var bytes = TriageModelFile.Save(new TriageModel());
        bytes[8] = 99;

        Assert.Null(TriageModelFile.Load(bytes, out var problem));
        Assert.Equal("it is of version 99, not 1", problem);
    }

    [Fact]
    public void Stays_within_its_bound_whatever_it_is_taught()
    {
        var model = new TriageModel();
        for (var i = 0; i < 4_000; i++)
        {
            var words = string.Join(' ', Enumerable.Range(0, 14).Select(w => $"w{i}x{w}q"));
            var message = Mails.From($"a{i}@b{i}.example", words, words);
            model.Learn(Lessons.Filed(message, $"Folder {i % 60}"), MailboxHistory.Empty, Mails.Robin);
        }

        Assert.InRange(TriageModelFile.Save(model).Length, 100_000, TriageModelFile.MaxBytes);
    }
}
