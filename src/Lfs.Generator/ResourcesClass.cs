using System.Text;
using Lfs.Generator.Typed;

namespace Lfs.Generator;

/// <summary>Writes the class with a constant for the name of each resource.</summary>
static class ResourcesClass
{
    /// <summary>The file with the class. It changes only with the set of resources.</summary>
    public static string Constants(ResourceConstants resources, Settings settings)
    {
        StringBuilder text = ModulesClass.Start(settings);
        text.AppendLines(
            $$"""
                /// <summary>The names of the resources of this project, by which Lua asks for them:
                /// <c>node.LFS.resource(name)</c>.</summary>
                {{ModulesClass.GeneratedCode}}
                {{settings.Visibility}} static class {{settings.ResourceClass}}
                {
            """);
        foreach (ResourceConstant item in resources.Items)
        {
            text.AppendLines(
                $$"""
                        /// <summary>The name of {{ModulesClass.Xml(item.Name)}}.</summary>
                        public const string {{item.Identifier}} = {{Code.Literal(item.Name)}};
                """);
        }

        text.AppendLines("    }");
        return ModulesClass.End(text);
    }
}
