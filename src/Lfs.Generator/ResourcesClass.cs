using Lfs.Generator.Typed;

namespace Lfs.Generator;

/// <summary>Writes the class with a constant for the name of each resource.</summary>
static class ResourcesClass
{
    /// <summary>The file with the class. It changes only with the set of resources.</summary>
    public static string Constants(ResourceConstants resources, Settings settings)
    {
        var file = new GeneratedFile(settings);
        CodeWriter code = file.Code;
        code.Lines(
            $$"""
            /// <summary>The names of the resources of this project, by which Lua asks for them:
            /// <c>node.LFS.resource(name)</c>.</summary>
            {{GeneratedFile.Attribute}}
            {{settings.Visibility}} static class {{settings.ResourceClass}}
            """);
        code.Open();
        foreach (ResourceConstant item in resources.Items)
        {
            code.Lines(
                $$"""
                /// <summary>The name of {{ModulesClass.Xml(item.Name)}}.</summary>
                public const string {{item.Identifier}} = {{Code.Literal(item.Name)}};
                """);
        }
        code.Close();
        return file.End();
    }
}
