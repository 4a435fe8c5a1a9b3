using Microsoft.CodeAnalysis;

namespace Lfs.Build.Tests;

public class SettingsTests
{
    [Theory]
    [InlineData("", "Lfs")]
    [InlineData("My.Library", "My.Library")]
    [InlineData("my-lib.2x.class", "my_lib._2x._class")]
    [InlineData("größe 2", "größe_2")]
    [InlineData("..", "Lfs")]
    public void The_namespace_of_a_library_is_its_root_namespace_as_CSharp_can_have_it(string root, string expected)
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "return 1").Set("LfsDefaultNamespace", root);

        Assert.NotNull(project.Compile().GetTypeByMetadataName(expected + ".Modules"));
        Assert.NotNull(project.Set("LfsNamespace", "Chosen").Compile().GetTypeByMetadataName("Chosen.Modules"));
    }

    [Theory]
    [InlineData("", "LFS0001 LFS0302")]
    [InlineData("true", "")]
    public void Errors_that_the_failed_task_has_reported_are_not_said_again(string failed, string expected)
    {
        LuaProject project = new LuaProject()
            .With("lua/a.lua", "return +")
            .With("lua/b.lua", "return 99999999999")
            .Set("LfsIntegerOnly", "true")
            .Set("LfsSize", "17")
            .Set("LfsTaskFailed", failed);

        string[] generator = [.. project.Run().GetRunResult().Diagnostics.Select(found => found.Id)];
        string[] analyzer = [.. project.Set("LfsSyntaxFrom", "Analyzer").Analyze().Select(found => found.Id)];

        // Warnings are never the task's.
        Assert.Contains("LFS0002", generator);
        Assert.Contains("LFS0002", analyzer);
        Assert.Equal(expected, string.Join(' ', generator.Except(["LFS0002"]).Order(StringComparer.Ordinal)));
        Assert.Equal(failed == "" ? ["LFS0001"] : [], analyzer.Except(["LFS0002"]));
    }

    [Fact]
    public void A_name_that_only_the_generator_checks_is_reported_although_the_task_failed()
    {
        LuaProject project = new LuaProject()
            .With("lua/a.lua", "return +").Set("LfsNamespace", "1").Set("LfsTaskFailed", "true");

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0302", found.Id);
    }
}
