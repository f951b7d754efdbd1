using CsCheck;
using MeshClaw.Models.Triage.Learning;

namespace MeshClaw.Models.Tests.Triage.Learning;

public sealed class CalibrationTests
{
    // Scores that overstate themselves: right with p^2 of what they say. In the middle of a bin, over many owners: one record alone is noisy.
    [Theory]
    [InlineData(1.75f)]
    [InlineData(2.75f)]
    [InlineData(4.75f)]
    public void States_how_often_predictions_of_a_score_were_right(float logOdds)
    {
        var stated = Enumerable.Range(0, 20).Average(seed => Stated(logOdds, new Random(seed)));

        // What the owner is taken to file by mistake is added: never more than 3 in 100.
        Assert.InRange(stated, Truth(logOdds) - 0.05, (Truth(logOdds) / 0.97) + 0.05);
    }

    private static double Stated(float logOdds, Random random)
    {
        var calibration = new Calibration();
        for (var i = 0; i < 2_000; i++)
        {
            var score = (random.NextSingle() * 7) - 1;
            calibration.Note(score, 1 + random.Next(3), random.NextDouble() < Truth(score));
        }

        return calibration.Of(logOdds, 2);
    }

    [Fact]
    public void A_model_that_never_predicted_is_sure_of_nothing()
    {
        Gen.Float[-10, 10].Sample(score => new Calibration().Of(score, 1) < TriageModel.Threshold);
    }

    [Fact]
    public void Is_never_surer_of_a_lower_score()
    {
        Gen.Select(Gen.Float[-4, 9], Gen.Bool)
            .Array[1, 200]
            .Sample(notes =>
            {
                var calibration = new Calibration();
                foreach (var (score, right) in notes)
                {
                    calibration.Note(score, 1, right);
                }

                // A place that has no record has only that of all.
                var stated = Enumerable.Range(-8, 26).Select(s => calibration.Of(s / 2f, 7)).ToList();
                return stated.Zip(stated.Skip(1)).All(p => p.First <= p.Second + 1e-6);
            });
    }

    [Fact]
    public void A_folder_that_goes_wrong_is_believed_less_than_the_others()
    {
        var calibration = new Calibration();
        for (var i = 0; i < 300; i++)
        {
            calibration.Note(6, 1, true);
            calibration.Note(6, 2, i % 4 != 0);
        }

        Assert.True(calibration.Of(6, 2) < 0.85, $"{calibration.Of(6, 2)}");
        Assert.True(calibration.Of(6, 1) > calibration.Of(6, 2) + 0.1);
    }

    private static double Truth(float logOdds)
    {
        var p = 1 / (1 + Math.Exp(-logOdds));
        return p * p;
    }
}
