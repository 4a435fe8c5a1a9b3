using System.Collections.Immutable;
using Lfs.CodeFixes;
using Lfs.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Ide.Tests;

/// <summary>The light bulb in a Lua file, which is an additional document.</summary>
public class LuaCodeFixProviderTests
{
    const string Config = """
        is_global = true
        build_property.LfsSyntaxFrom = Analyzer

        [/p/lua/init.lua]
        build_metadata.LuaModule.ChunkPath = lua/init.lua

        [/p/lua/b.lua]
        build_metadata.LuaModule.ChunkPath = lua/b.lua
        """;

    [Theory]
    [InlineData("print('ä') LFS.b()", "LFS0202", "Call it with pcall", "print('ä') pcall(LFS.b)")]
    [InlineData("print('ä')\nlocal x = 1\n", "LFS0207", "Remove 'x'", "print('ä')\n")]
    [InlineData("print('ä')\nlocal x = 1\n", "LFS0207", "Rename to '_x'", "print('ä')\nlocal _x = 1\n")]
    [InlineData("local M = {}\nfunction M.f() n = 1 end\nreturn M", "LFS0205", "Make 'n' local", "local M = {}\nfunction M.f() local n = 1 end\nreturn M")]
    [InlineData("return nosuch", "LFS0206", "Turn LFS0206 off in this line", "---@diagnostic disable-next-line: LFS0206\nreturn nosuch")]
    public async Task A_fix_changes_the_Lua_file(string text, string id, string title, string expected)
    {
        using var workspace = new AdhocWorkspace();
        Project project = New(workspace, text);
        TextDocument document = project.AdditionalDocuments.Single(one => one.Name == "init.lua");
        Diagnostic found = (await Analyze(project)).First(one => one.Id == id);

        List<CodeAction> actions = [];
        await new LuaCodeFixProvider().RegisterCodeFixesAsync(new CodeFixContext(
            document, found, (action, _) => actions.Add(action), CancellationToken.None));
        CodeAction action = Assert.Single(actions, one => one.Title == title);
        var apply = (ApplyChangesOperation)(await action.GetOperationsAsync(CancellationToken.None)).Single();
        Project changed = apply.ChangedSolution.GetProject(project.Id)!;

        Assert.Equal(expected, (await changed.GetAdditionalDocument(document.Id)!.GetTextAsync()).ToString());
        Assert.DoesNotContain(await Analyze(changed), one => one.Id == id);
    }

    [Fact]
    public void It_is_for_Lua_files_among_the_additional_documents_and_for_every_lint()
    {
        var export = (ExportCodeFixProviderAttribute)Attribute.GetCustomAttribute(
            typeof(LuaCodeFixProvider), typeof(ExportCodeFixProviderAttribute))!;

        Assert.Equal([nameof(TextDocumentKind.AdditionalDocument)], export.DocumentKinds!);
        Assert.Equal([".lua"], export.DocumentExtensions!);
        Assert.Equal(
            new LuaAnalyzer().SupportedDiagnostics.Select(rule => rule.Id).Where(id => id.StartsWith("LFS02", StringComparison.Ordinal)).Order(),
            new LuaCodeFixProvider().FixableDiagnosticIds.Order());
    }

    static Project New(AdhocWorkspace workspace, string text)
    {
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(id, VersionStamp.Create(), "App", "App", LanguageNames.CSharp, "/p/App.csproj"))
            .AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(id), ".globalconfig", SourceText.From(Config), filePath: "/p/.globalconfig");
        foreach ((string name, string lua) in new[] { ("init.lua", text), ("b.lua", "return 1") })
        {
            solution = solution.AddAdditionalDocument(
                DocumentId.CreateNewId(id), name, SourceText.From(lua), filePath: "/p/lua/" + name);
        }
        return solution.GetProject(id)!;
    }

    static async Task<ImmutableArray<Diagnostic>> Analyze(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        return await compilation.WithAnalyzers([new LuaAnalyzer()], project.AnalyzerOptions)
            .GetAnalyzerDiagnosticsAsync();
    }
}
